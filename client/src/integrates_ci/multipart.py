"""Bodies of requests, made block by block so that a report is never whole in memory."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO, Final

BLOCK_BYTES: Final = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """``blocks`` starts anew each time it is called, so that a request can be repeated."""

    content_type: str
    length: int
    blocks: Callable[[], Iterator[bytes]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A seekable file, and what is told how much of it was sent, in percent."""

    file: BinaryIO
    sent: Callable[[int], None]


def json_body(document: str, variables: Mapping[str, object]) -> Body:
    data = json.dumps({"query": document, "variables": variables}).encode()
    return Body(
        content_type="application/json",
        length=len(data),
        blocks=lambda: iter((data,)),
    )


def upload_body(
    document: str,
    variables: Mapping[str, object],
    *,
    name: str,
    upload: Upload,
    boundary: str,
) -> Body:
    """Return a request of the GraphQL multipart specification, ``upload`` as variable ``name``.

    ``boundary`` must not occur in the file: make it of random letters.
    """
    operations = json.dumps({"query": document, "variables": {**variables, name: None}})
    head = b"".join(
        (
            _field("operations", operations, boundary),
            _field("map", json.dumps({"0": [f"variables.{name}"]}), boundary),
            f'--{boundary}\r\nContent-Disposition: form-data; name="0"; filename="report"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n".encode(),
        )
    )
    tail = f"\r\n--{boundary}--\r\n".encode()

    size = upload.file.seek(0, 2)

    def blocks() -> Iterator[bytes]:
        yield head
        upload.file.seek(0)
        while block := upload.file.read(BLOCK_BYTES):
            yield block
            upload.sent(100 * upload.file.tell() // size)
        yield tail

    return Body(
        content_type=f"multipart/form-data; boundary={boundary}",
        length=len(head) + size + len(tail),
        blocks=blocks,
    )


def _field(name: str, value: str, boundary: str) -> bytes:
    return (
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
    ).encode()
