"""Which layout the tables have: written when they are made, read before anything is served."""

from typing import Final

from errors import Unavailable
from store.types import Absent, Item, Key, Put, Store

REVISION: Final = 1
KEY: Final = Key("~SCHEMA")
_KIND: Final = "schema"


class NoRevision(Unavailable):
    """The tables are there, but nobody said which layout they have."""

    def __init__(self, prefix: str) -> None:
        super().__init__(
            f"The tables {prefix}data and {prefix}meta have no revision:"
            " run `integrates store create` once"
        )


class NewerRevision(Unavailable):
    """A later release made the tables, which this one would damage."""

    def __init__(self, prefix: str, found: int) -> None:
        super().__init__(
            f"The tables {prefix}data and {prefix}meta have revision {found} and this release"
            f" knows {REVISION}: start a later release"
        )


class OlderRevision(Unavailable):
    """A release made the tables that this one does not read any more."""

    def __init__(self, prefix: str, found: int) -> None:
        super().__init__(
            f"The tables {prefix}data and {prefix}meta have revision {found} and this release"
            f" reads {REVISION}: start the release that made them, and see in the notes of this"
            " one how to go on"
        )


async def mark(store: Store, prefix: str) -> None:
    """Write down that the tables have our revision, unless they have one.

    Raises:
        NewerRevision: they have a later one.
        OlderRevision: they have one that is too old.
    """
    # Refused where it is there already; what is there is then looked at like any other.
    await store.commit([Put(Item(KEY, _KIND, REVISION, b"{}"), Absent())])
    await check(store, prefix)


async def check(store: Store, prefix: str) -> None:
    """Check that this release can read the tables under ``prefix``.

    Raises:
        NoRevision: ``mark`` was never called.
        NewerRevision: a later release made them.
        OlderRevision: a release made them that is too old.
        StoreUnavailable: they do not answer, or are not there.
    """
    (item,) = await store.get([KEY], strong=True)
    if item is None:
        raise NoRevision(prefix)
    if item.version > REVISION:
        raise NewerRevision(prefix, item.version)
    if item.version < REVISION:
        raise OlderRevision(prefix, item.version)
