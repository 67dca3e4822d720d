"""What a repeat is told, by what is known of the first."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from repeats.errors import AnswerLost, AnswerNotKept, OtherRequest, StillInProgress
from repeats.types import Asked, Asker, Claim, Replay, State

KEPT_FOR: Final = timedelta(hours=48)
# Longer than any request may take, so that who began has ended: 30 s, and some to tell of it.
LONGEST: Final = timedelta(seconds=60)
LARGEST: Final = 256 * 1024  # bytes: an item of the store has room for it

_SECRET: Final = "it told a secret, which is shown only once"  # noqa: S105
_TOO_LARGE: Final = "it was too large to be kept"
_NOT_YOURS: Final = "you have other rights than then, or another token"


def digest_of(query: str, operation_name: str | None, variables: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a request in hex; ``variables`` are JSON, files are told by digest."""
    text = json.dumps([query, operation_name, variables], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def place_of(asked: Asked, *, window: timedelta) -> str | None:
    """Return what the request is known by among its caller's; ``None`` if it is not to be.

    A key is any text of the client's.  Without one, a request that only adds things is its own.
    """
    if asked.key is not None:
        return hashlib.sha256(f"key {asked.key}".encode()).hexdigest()
    if asked.creates and window:
        return hashlib.sha256(f"request {asked.digest}".encode()).hexdigest()
    return None


def kept_for(asked: Asked, *, window: timedelta) -> timedelta:
    """Return for how long the request is known again."""
    return window if asked.key is None else KEPT_FOR


def told_again(claim: Claim, asked: Asked, asker: Asker, *, at: datetime) -> Replay | None:
    """Return what a request with the place of ``claim`` is answered; ``None`` if it is another one.

    What told of more than that it was done is told again only through the same token, and to
    whoever has lost no right since.  Without a key of the client's, such a request counts as new:
    it is as if it had come a moment later, and the rights of now decide.

    Raises:
        OtherRequest: the key was used for something else.
        StillInProgress: the first may still be doing it.
        AnswerLost: it did, and what it answered is not known.
        AnswerNotKept: its answer is not for telling again.
    """
    if claim.digest != asked.digest:
        raise OtherRequest
    lost_rights = not claim.rights <= asker.rights
    if asked.key is None and lost_rights:
        return None
    match claim.state:
        case State.BEGUN:
            raise StillInProgress if at - claim.at < LONGEST else AnswerLost
        case State.SECRET:
            raise AnswerNotKept(_SECRET)
        case State.TOO_LARGE:
            raise AnswerNotKept(_TOO_LARGE)
        case State.ANSWERED:
            answer = (claim.answer or "").encode()
            if (lost_rights or claim.token_id != asker.token_id) and not is_bare(answer):
                raise AnswerNotKept(_NOT_YOURS)
            return Replay(answer)


def is_bare(answer: bytes) -> bool:
    """Tell whether ``answer`` says no more than that each mutation was done."""
    told = json.loads(answer)
    payloads = (told.get("data") or {}).values()
    return "errors" not in told and all(
        isinstance(payload, dict) and all(_says_nothing(*pair) for pair in payload.items())
        for payload in payloads
    )


def _says_nothing(name: str, value: object) -> bool:
    is_type = name == "__typename" and isinstance(value, str)
    return value is None or isinstance(value, bool) or is_type
