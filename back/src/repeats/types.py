"""What a request is known by when it comes again, and what is kept of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from db_model.types import Email, TokenId


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request for mutations: the client's own ``key``, if any, and a digest of what it asks.

    ``creates`` says that each of them adds a thing each time, ``is_secret`` that the answer tells
    something that must not be kept.
    """

    key: str | None
    digest: str
    creates: bool
    is_secret: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Who asks: a person, through a token or not, and what that person may do just now."""

    email: Email
    token_id: TokenId | None
    rights: frozenset[str]


class State(StrEnum):
    """A claim is made in a request's first commit, and settled with its answer."""

    BEGUN = "BEGUN"
    ANSWERED = "ANSWERED"
    SECRET = "SECRET"  # noqa: S105  # answered, with what is not kept
    TOO_LARGE = "TOO_LARGE"


@dataclass(frozen=True, slots=True)
class Made:
    """An item that a request wrote: where it lies, and the version that it had then."""

    pk: str
    sk: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A key as it was used: for what, by whom, since when, and what was answered.

    ``nonce`` tells the commit that made it from all others.  ``made`` is some of what it wrote,
    told only where the key is not the client's own.
    """

    digest: str
    nonce: str
    state: State
    at: datetime
    token_id: TokenId | None
    rights: frozenset[str]
    answer: str | None
    made: tuple[Made, ...]
    version: int


@dataclass(frozen=True, slots=True)
class Replay:
    """The answer that the request got when it came first, as JSON."""

    answer: bytes
