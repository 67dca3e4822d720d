"""A mail that waits to be sent."""

from dataclasses import dataclass
from datetime import datetime

from db_model.links.types import Asked, Purpose
from db_model.types import Email, MailId


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the mail asks its reader to confirm; the links are made when it is sent."""

    purpose: Purpose
    subject: str
    asked: Asked


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingMail:
    """``values`` are what its template names, as pairs of a name and a text.

    ``unsure`` counts the times that it was handed to a mail server and nobody knows whether it
    was taken.  ``failure`` says why it is sent no more; empty while it waits.
    """

    id: MailId
    to: Email
    template: str
    values: tuple[tuple[str, str], ...]
    answer: Answer | None = None
    written_at: datetime
    unsure: int = 0
    failure: str = ""
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Circular:
    """One text for many, each of whom gets a mail; ``to`` are those who have none yet."""

    id: MailId
    to: tuple[Email, ...]
    template: str
    values: tuple[tuple[str, str], ...]
    written_at: datetime
    version: int
