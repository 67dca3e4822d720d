"""Reading bodies of any size."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.types import Message, Receive

from api.http.body import read
from api.http.errors import BodyTooLarge, Disconnected, Refusal


def in_parts(parts: list[bytes], *, is_whole: bool = True) -> Receive:
    messages: list[Message] = [
        {"type": "http.request", "body": part, "more_body": True} for part in parts
    ]
    messages.append({"type": "http.request"} if is_whole else {"type": "http.disconnect"})

    async def receive() -> Message:
        return messages.pop(0)

    return receive


@given(parts=st.lists(st.binary(max_size=9), max_size=9), limit=st.integers(0, 40))
async def test_a_body_is_read_whole_or_refused(parts: list[bytes], limit: int) -> None:
    whole = b"".join(parts)

    if len(whole) > limit:
        with pytest.raises(BodyTooLarge):
            await read(in_parts(parts), announced=None, limit=limit)
    else:
        assert await read(in_parts(parts), announced=None, limit=limit) == whole


async def test_a_client_that_leaves_is_noticed() -> None:
    with pytest.raises(Disconnected):
        await read(in_parts([b"half"], is_whole=False), announced="8", limit=10)


@pytest.mark.parametrize("announced", ["11", "9" * 400])
async def test_what_is_announced_too_large_is_not_read(announced: str) -> None:
    with pytest.raises(BodyTooLarge) as refusal:
        await read(in_parts([]), announced=announced, limit=10)

    assert (refusal.value.status, refusal.value.headers) == (413, {"connection": "close"})


@pytest.mark.parametrize("announced", ["", "-1", "+1", "1.0", "x", "\N{ARABIC-INDIC DIGIT ONE}"])
async def test_an_announcement_that_is_no_number_is_refused(announced: str) -> None:
    with pytest.raises(Refusal) as refusal:
        await read(in_parts([]), announced=announced, limit=10)

    assert refusal.value.status == 400
