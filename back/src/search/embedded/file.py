"""The file: how it is opened, the tables that it always has, and SQLite's errors as faults."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Final

from kit.wal import write_ahead
from search.errors import SearchUnavailable

REVISION: Final = 2
_CACHE_KIB: Final = 16_384
_TABLES: Final = """
CREATE TABLE generation (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  index_name TEXT NOT NULL,
  name TEXT NOT NULL UNIQUE,
  schema TEXT NOT NULL,
  promoted INTEGER NOT NULL
) STRICT
"""
_FAULTS: Final = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_INTERRUPT,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_NOTADB,
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_PROTOCOL,
        sqlite3.SQLITE_READONLY,
    }
)
# An extended code carries its primary one in the low byte.
_PRIMARY: Final = 0xFF


class OtherRevision(SearchUnavailable):
    """A later release made the file; nothing is lost with it, as it can be rebuilt."""

    def __init__(self, path: Path, found: int) -> None:
        super().__init__(
            f"{path} has revision {found} and this release knows {REVISION}: remove the file and"
            " rebuild the search, or start the release that made it"
        )


@contextmanager
def faults() -> Iterator[None]:
    """Raise the fault of the port in place of SQLite's."""
    try:
        yield
    except sqlite3.Error as error:
        # Errors that the module finds by itself have no code.
        if getattr(error, "sqlite_errorcode", 0) & _PRIMARY in _FAULTS:
            raise SearchUnavailable from error
        raise


@contextmanager
def transaction(connection: sqlite3.Connection, *, writes: bool) -> Iterator[None]:
    """Let the block see one state of the file, and write all or nothing."""
    connection.execute("BEGIN IMMEDIATE" if writes else "BEGIN")
    try:
        yield
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def connect(path: Path, *, durable: bool, patience: timedelta) -> sqlite3.Connection:
    """Open the file, made if need be; wait for a lock as long as that.

    One thread at a time may use the connection.
    """
    # The file tells of everybody's data; SQLite gives its journal the same mode.
    path.touch(mode=0o600)
    connection = sqlite3.connect(
        path,
        isolation_level=None,
        timeout=patience.total_seconds(),
        check_same_thread=False,
    )
    write_ahead(connection, path)
    connection.execute(f"PRAGMA synchronous = {'FULL' if durable else 'OFF'}")
    connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
    connection.execute("PRAGMA temp_store = MEMORY")
    return connection


def prepare(connection: sqlite3.Connection, path: Path) -> None:
    """Make the tables of a new file, also in place of those that an earlier release made.

    What those held is made anew from the store, as whatever an index lacks is.

    Raises:
        OtherRevision: a later release made the file.
    """
    with transaction(connection, writes=True):
        found = _revision(connection)
        if found > REVISION:
            raise OtherRevision(path, found)
        if found < REVISION:
            _remove_all(connection)
            connection.execute(_TABLES)
            connection.execute(f"PRAGMA user_version = {REVISION}")


def check_revision(connection: sqlite3.Connection, path: Path) -> None:
    """Check that this release made the tables of the file.

    Raises:
        OtherRevision: another release made the file.
    """
    found = _revision(connection)
    if found != REVISION:
        raise OtherRevision(path, found)


def _revision(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _remove_all(connection: sqlite3.Connection) -> None:
    # A virtual table takes those with it that it consists of.
    tables = connection.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
        " ORDER BY sql LIKE 'CREATE VIRTUAL%' DESC"
    ).fetchall()
    for (name,) in tables:
        connection.execute(f'DROP TABLE IF EXISTS "{name}"')
