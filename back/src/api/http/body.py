"""Reading a body without trusting its size."""

from starlette.types import Receive

from api.http.errors import BodyTooLarge, Disconnected, Refusal


async def read(receive: Receive, *, announced: str | None, limit: int) -> bytes:
    """Return the whole body, of at most ``limit`` bytes; it is not read on beyond that.

    Raises:
        BodyTooLarge: there is more, or more is announced.
        Disconnected: the client left.
        Refusal: the announced length is no number.
    """
    check_announced(announced, limit=limit)
    chunks: list[bytes] = []
    size = 0
    while (message := await receive())["type"] == "http.request":
        chunks.append(message.get("body", b""))
        size += len(chunks[-1])
        if size > limit:
            raise BodyTooLarge(limit)
        if not message.get("more_body", False):
            return b"".join(chunks)
    raise Disconnected


def check_announced(announced: str | None, *, limit: int) -> None:
    """Refuse a body by what its sender says of its size.

    Raises:
        BodyTooLarge: it would be too large.
        Refusal: the announced length is no number.
    """
    if announced is None:
        return
    if not (announced.isascii() and announced.isdigit()):
        raise Refusal(400, "The length of the request is not a number")
    if len(announced) > 15 or int(announced) > limit:  # noqa: PLR2004 - a petabyte has 16 digits
        raise BodyTooLarge(limit)
