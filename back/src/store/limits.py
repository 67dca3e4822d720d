"""What may be asked of a store: checked before anything is sent, the same for each adapter."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from store.compression import Packed, packed
from store.errors import LimitError
from store.types import (
    UNSTREAMED,
    Add,
    AtVersion,
    Index,
    Item,
    Key,
    Put,
    Query,
    Write,
    key_of,
)

MAX_WRITES: Final = 100
MAX_WRITES_WITH_TOKEN: Final = 99
MAX_COMMIT_BYTES: Final = 4_000_000
MAX_BODY_BYTES: Final = 390_000
MAX_PK_BYTES: Final = 2048
MAX_SK_BYTES: Final = 1024
MAX_NAME_BYTES: Final = 255
MAX_PAGE: Final = 1000
MAX_SEGMENTS: Final = 1000
# What 64 signed bits hold; an index key, a version or a counter never comes near.
_MAX_INTEGER: Final = 2**63 - 1
# A delta may be added a thousand times before a counter leaves 64 bits.
_MAX_DELTA: Final = 2**53
COUNTERS: Final = "~CNT#"


def check_keys(keys: Iterable[Key]) -> None:
    """Check what is read by key.

    Raises:
        LimitError: a key is too long, or a part of it is empty.
    """
    for key in keys:
        _check_key(key)


def check_query(query: Query) -> None:
    """Check all of a query but its cursor.

    Raises:
        LimitError: it asks for too much, or for strong reads of an index.
    """
    _check_text("the pk of a query", query.pk, longest=MAX_PK_BYTES)
    if query.prefix:
        _check_text("a prefix", query.prefix, longest=MAX_SK_BYTES)
    if not 1 <= query.limit <= MAX_PAGE:
        raise LimitError(f"a page has 1 to {MAX_PAGE} items, not {query.limit}")
    if query.strong and query.index is not None:
        raise LimitError("an index cannot be read strongly")


def check_scan(*, segment: int, segments: int, limit: int) -> None:
    """Check all of a scan but its cursor.

    Raises:
        LimitError: there is no such segment, or the page is too long.
    """
    if not 1 <= segments <= MAX_SEGMENTS or not 0 <= segment < segments:
        raise LimitError(f"there is no segment {segment} of {segments}")
    if not 1 <= limit <= MAX_PAGE:
        raise LimitError(f"a page has 1 to {MAX_PAGE} items, not {limit}")


def check_writes(writes: Sequence[Write], *, token: str | None = None) -> Mapping[Key, Packed]:
    """Check what is to be committed, and return each put item's body as it is stored.

    Raises:
        LimitError: there are too few or too many writes, two of one key, one breaks a
            limit, or they are too large together.
    """
    most = MAX_WRITES if token is None else MAX_WRITES_WITH_TOKEN
    if not 1 <= len(writes) <= most:
        raise LimitError(f"a commit has 1 to {most} writes, not {len(writes)}")
    if token is not None:
        _check_text("a token", token, longest=MAX_SK_BYTES)
    if len({key_of(write) for write in writes}) < len(writes):
        raise LimitError("two writes of a commit have the same key")
    bodies: dict[Key, Packed] = {}
    size = 0
    for write in writes:
        size += _checked_write(write, bodies)
    if size > MAX_COMMIT_BYTES:
        raise LimitError(f"a commit has at most {MAX_COMMIT_BYTES} bytes, not {size}")
    return bodies


def _checked_write(write: Write, bodies: dict[Key, Packed]) -> int:
    """Return the size of ``write`` in bytes; put the packed body of an item in ``bodies``."""
    size = _check_key(key_of(write))
    match write:
        case Put(item):
            _check_growth(write)
            body = packed(item.body)
            if len(body.data) > MAX_BODY_BYTES:
                raise LimitError(f"a body has at most {MAX_BODY_BYTES} bytes, not {len(body.data)}")
            bodies[item.key] = body
            return size + len(body.data) + _check_attributes(item)
        case Add():
            return size + _check_add(write)
        case _:
            return size


def _check_growth(put: Put) -> None:
    version = put.item.version
    if not 0 <= version <= _MAX_INTEGER:
        raise LimitError(f"{version} is not a version")
    if isinstance(put.expect, AtVersion) and version <= put.expect.version:
        raise LimitError(f"version {version} does not follow {put.expect.version}")


def _check_attributes(item: Item) -> int:
    if item.counters:
        raise LimitError("counters are made by Add only")
    if item.expires is not None and not 0 <= item.expires <= _MAX_INTEGER:
        raise LimitError(f"{item.expires} is not an instant in epoch seconds")
    if len({index for index, _ in item.index}) < len(item.index):
        raise LimitError("an item has one key an index at most")
    size = _check_text("a kind", item.kind, longest=MAX_NAME_BYTES)
    unstreamed = item.key.pk.startswith(UNSTREAMED)
    for index, key in item.index:
        # The unstreamed space is a table of its own, with one index, in DynamoDB.
        if key.pk.startswith(UNSTREAMED) != unstreamed or (unstreamed and index is not Index.G1):
            raise LimitError(f"an item of this space has no place in {Index(index)} there")
        size += _check_text(f"the pk in {Index(index)}", key.pk, longest=MAX_PK_BYTES)
        size += _check_text(f"the sk in {Index(index)}", key.sk, longest=MAX_SK_BYTES)
    return size


def _check_add(add: Add) -> int:
    if not add.key.pk.startswith(COUNTERS):
        raise LimitError(f"counters are kept under {COUNTERS} only")
    names = {name for name, _ in add.deltas}
    if not names or len(names) < len(add.deltas):
        raise LimitError("an Add names one counter or more, and each once")
    if any(abs(delta) > _MAX_DELTA for _, delta in add.deltas):
        raise LimitError(f"a counter changes by {_MAX_DELTA} at most")
    size = _check_text("a kind", add.kind, longest=MAX_NAME_BYTES)
    return size + sum(_check_text("a counter", name, longest=MAX_NAME_BYTES) for name in names)


def _check_key(key: Key) -> int:
    return _check_text("a pk", key.pk, longest=MAX_PK_BYTES) + _check_text(
        "an sk", key.sk, longest=MAX_SK_BYTES
    )


def _check_text(what: str, text: str, *, longest: int) -> int:
    """Return the size of ``text`` in bytes of UTF-8."""
    try:
        size = len(text.encode())
    except UnicodeEncodeError as error:
        raise LimitError(f"{what} is not text that UTF-8 can hold") from error
    if not 1 <= size <= longest:
        raise LimitError(f"{what} has 1 to {longest} bytes, not {size}")
    return size
