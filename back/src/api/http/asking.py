"""What a request for mutations is known by: its ``Idempotency-Key``, and what it asks.

The header is that of draft-ietf-httpapi-idempotency-key-header, a quoted string; plain text, which
most clients send, is taken as well.
"""

import asyncio
import hashlib
import re
from collections.abc import Mapping
from typing import Any, Final

from starlette.datastructures import UploadFile

from api.http.errors import Refusal
from api.http.execution import Accepted
from repeats.rules import digest_of
from repeats.types import Asked

HEADER: Final = "idempotency-key"
LONGEST: Final = 255
_PRINTABLE: Final = re.compile(r"[\x20-\x7e]+")
_QUOTED: Final = re.compile(r'"((?:[\x20-\x21\x23-\x5b\x5d-\x7e]|\\["\\])*)"')
_CHUNK: Final = 1024 * 1024  # bytes


async def asked_of(headers: Mapping[str, str], query: str, accepted: Accepted) -> Asked:
    """Return what tells the request from others of its caller.

    Raises:
        Refusal: its key is none.
    """
    prepared = accepted.prepared
    variables = await _plain(accepted.variables)
    return Asked(
        key=key_from(headers.get(HEADER)),
        digest=digest_of(query, accepted.operation_name, variables),
        creates=prepared.creates,
        is_secret=prepared.is_secret,
    )


def key_from(text: str | None) -> str | None:
    """Return the key that a header tells.

    Raises:
        Refusal: it is not 1 to 255 printable ASCII characters, or badly quoted.
    """
    if text is None:
        return None
    key = text.strip()
    if key.startswith('"'):
        quoted = _QUOTED.fullmatch(key)
        key = re.sub(r"\\(.)", r"\1", quoted[1]) if quoted else ""
    if len(key) > LONGEST or not _PRINTABLE.fullmatch(key):
        raise Refusal(400, f"The Idempotency-Key must be 1 to {LONGEST} printable characters")
    return key


async def _plain(value: Any) -> Any:
    """Return ``value`` with each file as its digest."""
    match value:
        case dict():
            return {name: await _plain(part) for name, part in value.items()}
        case list():
            return [await _plain(part) for part in value]
        case UploadFile():
            return {"sha256": await _digest(value)}
        case _:
            return value


async def _digest(file: UploadFile) -> str:
    digest = hashlib.sha256()
    await file.seek(0)
    while part := await file.read(_CHUNK):
        await asyncio.to_thread(digest.update, part)
    await file.seek(0)
    return digest.hexdigest()
