"""What a refused request looks like: one message with its code, no data, and nothing written."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final, TypeAlias

from world import Answer, World

Refusal: TypeAlias = tuple[str, str]  # message and code

LOGIN_REQUIRED: Final = ("Login required", "UNAUTHENTICATED")
ACCESS_DENIED: Final = ("Access denied", "ACCESS_DENIED")
ROOT_NOT_FOUND: Final = ("Exception - Access denied or root not found", "NOT_FOUND")
VULNERABILITY_NOT_FOUND: Final = ("Exception - Vulnerability not found", "NOT_FOUND")
IMPORT_NOT_FOUND: Final = ("Exception - Access denied or import not found", "NOT_FOUND")
INVALID_CURSOR: Final = ("Exception - The cursor is invalid", "INVALID")


def refusal(answer: Answer) -> Refusal:
    """Return the one message and code of an answer that has no data."""
    assert answer.status == 200
    assert not answer.data or set(answer.data.values()) == {None}
    ((message,), (code,)) = answer.messages, answer.codes
    return message, code


@asynccontextmanager
async def nothing_written(world: World) -> AsyncIterator[None]:
    """Check that the block leaves everything that is stored as it was."""
    before = await world.contents()
    yield
    assert await world.contents() == before
