"""How a request is refused before GraphQL sees it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from errors import Code


class Refusal(Exception):
    """The request gets an answer with ``status`` and nothing of it is executed."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        code: Code = Code.INVALID,
        headers: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        super().__init__(message)
        self.status: Final = status
        self.message: Final = message
        self.code: Final = code
        self.headers: Final = headers


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
