"""How a request is refused before GraphQL sees it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from errors import AlreadyDone, Code, InProgress, KeyReused, Limited


class Refusal(Exception):
    """The request gets an answer with ``status`` and nothing of it is executed."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        code: Code = Code.INVALID,
        headers: Mapping[str, str] = MappingProxyType({}),
        details: Mapping[str, str | int] = MappingProxyType({}),
    ) -> None:
        super().__init__(message)
        self.status: Final = status
        self.message: Final = message
        self.code: Final = code
        self.headers: Final = headers
        self.details: Final = details


class BodyTooLarge(Refusal):
    def __init__(self, limit: int) -> None:
        super().__init__(
            413, f"The request is larger than {limit} bytes", headers={"connection": "close"}
        )


class BodyTooSlow(Refusal):
    def __init__(self) -> None:
        super().__init__(408, "The request came too slowly", headers={"connection": "close"})


class Disconnected(Exception):
    """The client left before its request was complete; there is nobody to answer."""


def refusal_of(failure: AlreadyDone | InProgress | KeyReused | Limited) -> Refusal:
    """Return how HTTP tells a request that it came too often, or once more than it should have."""
    headers = {}
    if isinstance(failure, InProgress | Limited):
        headers["retry-after"] = str(failure.retry_after)
    return Refusal(
        _STATUSES[failure.code],
        failure.message,
        code=failure.code,
        headers=headers,
        details=failure.details,
    )


# draft-ietf-httpapi-idempotency-key-header, section 2.7; RFC 6585, section 4
_STATUSES: Final = {
    Code.ALREADY_DONE: 409,
    Code.IN_PROGRESS: 409,
    Code.KEY_REUSED: 422,
    Code.RATE_LIMITED: 429,
}
