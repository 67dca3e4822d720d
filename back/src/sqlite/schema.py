"""The file: its tables, its revision, and connections to it."""

import sqlite3
from datetime import timedelta
from pathlib import Path
from typing import Final

from errors import Unavailable
from kit.wal import write_ahead

REVISION: Final = 1
_CACHE_KIB: Final = 16_384

# No table WITHOUT ROWID: the inner nodes of its tree are whole rows, of which two or three fill
# a page, so that the tree is deep and each way through it reads and writes many pages.  As it
# is, rows are appended, and what lies in the order of keys is small.
_TABLES: Final = """
CREATE TABLE item (
  pk TEXT NOT NULL,
  sk TEXT NOT NULL,
  kind TEXT NOT NULL,
  version INTEGER NOT NULL,
  g1pk TEXT, g1sk TEXT,
  g2pk TEXT, g2sk TEXT,
  g3pk TEXT, g3sk TEXT,
  g4pk TEXT, g4sk TEXT,
  counters TEXT,
  expires INTEGER,
  encoding INTEGER NOT NULL,
  body BLOB NOT NULL,
  PRIMARY KEY (pk, sk)
) STRICT;
CREATE INDEX item_g1 ON item (g1pk, g1sk, pk, sk) WHERE g1pk IS NOT NULL;
CREATE INDEX item_g2 ON item (g2pk, g2sk, pk, sk) WHERE g2pk IS NOT NULL;
CREATE INDEX item_g3 ON item (g3pk, g3sk, pk, sk) WHERE g3pk IS NOT NULL;
CREATE INDEX item_g4 ON item (g4pk, g4sk, pk, sk) WHERE g4pk IS NOT NULL;
CREATE INDEX item_expires ON item (expires) WHERE expires IS NOT NULL;
CREATE TABLE change (
  position INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  pk TEXT NOT NULL,
  sk TEXT NOT NULL,
  old BLOB,
  new BLOB
) STRICT;
"""


class NewerRevision(Unavailable):
    """The file was made by a later release, which this one would damage."""

    def __init__(self, path: Path, found: int) -> None:
        super().__init__(
            f"{path} has revision {found} and this release knows {REVISION}: start a later release"
        )


class OlderRevision(Unavailable):
    """The file is of a release that this one does not read any more."""

    def __init__(self, path: Path, found: int) -> None:
        super().__init__(
            f"{path} has revision {found} and this release reads {REVISION}: start the release"
            " that made it, and see in the notes of this one how to go on"
        )


def connect(path: Path, *, durable: bool, patience: timedelta) -> sqlite3.Connection:
    """Open the file, made if need be, for use by this thread; wait for a lock as long as that."""
    # The file holds everybody's data; SQLite gives its journal the same mode.
    path.touch(mode=0o600)
    connection = sqlite3.connect(path, isolation_level=None, timeout=patience.total_seconds())
    write_ahead(connection, path)
    connection.execute(f"PRAGMA synchronous = {'FULL' if durable else 'OFF'}")
    connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
    return connection


def prepare(connection: sqlite3.Connection, path: Path) -> None:
    """Make the tables of a new file.

    Raises:
        NewerRevision: a later release made the file.
        OlderRevision: a release made it that is too old.
    """
    if (found := revision_of(connection)) > REVISION:
        raise NewerRevision(path, found)
    if found == REVISION:
        return
    if found != 0:
        raise OlderRevision(path, found)
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Another process may have been first.
        if revision_of(connection) == 0:
            for statement in _TABLES.split(";\n"):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {REVISION}")
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def revision_of(connection: sqlite3.Connection) -> int:
    [found] = connection.execute("PRAGMA user_version").fetchone()
    return int(found)
