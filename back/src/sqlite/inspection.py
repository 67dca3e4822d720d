"""What is to be seen of the file without changing it, also while others serve from it."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from kit.time import Clock
from sqlite.copies import opened_to_read
from sqlite.faults import read_faults
from sqlite.schema import REVISION, revision_of
from sqlite.store import SqliteStore
from sqlite.writer import Writer

_MOST_DAMAGES: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """``damages`` is what SQLite says of a damaged file; ``changed_at`` of the last change.

    Of a file with another revision than ours, nothing but that is looked at.
    """

    revision: int
    log_bytes: int
    damages: tuple[str, ...] = ()
    changed_at: datetime | None = None


def inspect(path: Path) -> Inspection:
    """Return what ``path`` is like; reads all of it.

    Raises:
        StoreUnavailable: it cannot be read, or is no database.
    """
    with read_faults(), closing(opened_to_read(path)) as connection:
        revision = revision_of(connection)
        log = path.with_name(f"{path.name}-wal")
        log_bytes = log.stat().st_size if log.exists() else 0
        if revision != REVISION:
            return Inspection(revision=revision, log_bytes=log_bytes)
        damages = _damages(connection)
        return Inspection(
            revision=revision,
            log_bytes=log_bytes,
            damages=damages,
            changed_at=None if damages else _changed_at(connection),
        )


@asynccontextmanager
async def open_to_read(path: Path, *, clock: Clock) -> AsyncIterator[SqliteStore]:
    """Open the store for reads alone: every commit fails.

    Raises:
        StoreUnavailable: it cannot be opened.
    """
    with (
        read_faults(),
        ThreadPoolExecutor(1, thread_name_prefix="sqlite-reader") as thread,
        closing(opened_to_read(path)) as reader,
    ):
        loop = asyncio.get_running_loop()
        connection = await loop.run_in_executor(thread, opened_to_read, path)
        store = SqliteStore(reader, Writer(thread, connection), clock=clock)
        try:
            yield store
        finally:
            await store.close()


def _damages(connection: sqlite3.Connection) -> tuple[str, ...]:
    try:
        rows = connection.execute(f"PRAGMA quick_check({_MOST_DAMAGES})").fetchall()
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_CORRUPT:
            raise
        return (str(error),)
    return tuple(text for (text,) in rows if text != "ok")


def _changed_at(connection: sqlite3.Connection) -> datetime | None:
    row = connection.execute("SELECT at FROM change ORDER BY position DESC LIMIT 1").fetchone()
    return datetime.fromtimestamp(row[0], UTC) if row else None
