"""A mail as a value, and the port to what delivers it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What a mail says, the same twice: as plain text, and as an HTML document."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One mail to one address; the mails of one ``id`` are the same mail to whoever gets them."""

    id: str
    to: str
    content: Content
    written_at: datetime


class Mailer(Protocol):
    """What delivers mail."""

    async def deliver(self, mail: Mail) -> None:
        """Hand ``mail`` over for good, to whoever brings it to its reader.

        Raises:
            NotDelivered: it was refused, or nobody took it; nothing was sent.
            PerhapsDelivered: nobody knows, as the answer was lost.
        """
        ...
