"""Files in a request: the GraphQL multipart request specification, with bounds."""

from typing import Any, Final

from starlette.datastructures import FormData, Headers, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.types import Receive

from api.http.body import check_announced
from api.http.errors import BodyTooLarge, Disconnected, Refusal
from api.http.parameters import load_json

FILES: Final = 2
PARTS: Final = 10
FRAMING_BYTES: Final = 64 * 1024


async def read_form(
    receive: Receive, headers: Headers, *, largest_file: int, operations_bytes: int
) -> FormData:
    """Return the parts of a multipart body; the caller closes them.

    Raises:
        BodyTooLarge: it is larger than a file of ``largest_file`` and what goes with it.
        Disconnected: the client left.
        Refusal: it is malformed, or has too many parts.
    """
    limit = largest_file + operations_bytes + FRAMING_BYTES
    check_announced(headers.get("content-length"), limit=limit)
    parser = MultiPartParser(
        headers,
        _chunks(receive, limit),
        max_files=FILES,
        max_fields=PARTS - FILES,
        max_part_size=operations_bytes,
    )
    try:
        return await parser.parse()
    except MultiPartException as error:
        raise Refusal(400, error.message) from None


def operations_of(form: FormData) -> Any:
    """Return the request that a form carries, its files put where its map says.

    Raises:
        Refusal: the form is not as the specification says.
    """
    operations = load_json(_text(form, "operations"))
    places = load_json(_text(form, "map"))
    if not isinstance(operations, dict) or not isinstance(places, dict):
        raise Refusal(400, "The parts operations and map must be objects")
    for name, paths in places.items():
        file = form.get(name)
        if not isinstance(file, UploadFile) or not isinstance(paths, list):
            raise Refusal(400, "The part map names a file that is not there")
        for path in paths:
            operations = _placed(operations, str(path).split("."), file)
    return operations


def check_files(form: FormData, *, largest: int) -> None:
    """Refuse files that are larger than the operation takes.

    Raises:
        BodyTooLarge: one is.
    """
    for _, part in form.multi_items():
        if isinstance(part, UploadFile) and (part.size or 0) > largest:
            raise BodyTooLarge(largest)


async def _chunks(receive: Receive, limit: int) -> Any:
    size = 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise Disconnected
        chunk = message.get("body", b"")
        size += len(chunk)
        if size > limit:
            raise BodyTooLarge(limit)
        yield chunk
        if not message.get("more_body", False):
            return


def _text(form: FormData, name: str) -> str:
    part = form.get(name)
    if not isinstance(part, str):
        raise Refusal(400, f"The part {name} is missing")
    return part


def _placed(value: Any, path: list[str], file: UploadFile) -> Any:
    """Return ``value`` with ``file`` in the place of the null at ``path``."""
    if not path:
        if value is not None:
            raise Refusal(400, "The part map points at something that is not null")
        return file
    step, *rest = path
    match value:
        case dict() if step in value:
            return {**value, step: _placed(value[step], rest, file)}
        case list() if step.isascii() and step.isdigit() and int(step) < len(value):
            at = int(step)
            return [*value[:at], _placed(value[at], rest, file), *value[at + 1 :]]
        case _:
            raise Refusal(400, "The part map points at nothing")
