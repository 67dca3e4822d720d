"""Copies of the file, taken while others write to it, and what is in one."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from sqlite.faults import read_faults
from sqlite.rows import item_of
from store.types import Item


def copy(source: Path, target: Path) -> None:
    """Write the store as some commit left it to ``target``, an ordinary file of its own.

    It is written anew, so that nothing of what was deleted is in it.  Writers are not held up.

    Raises:
        StoreUnavailable: the store cannot be read, or ``target`` not be written.
    """
    # SQLite writes into an empty file, and leaves it the mode that it has.
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    with read_faults(), closing(opened_to_read(source)) as connection:
        connection.execute("VACUUM INTO ?", (str(target),))


def items(path: Path) -> Iterator[Item]:
    """Yield every item of a store or of a copy of one, also what has expired.

    Raises:
        StoreUnavailable: it cannot be read.
    """
    with read_faults(), closing(opened_to_read(path)) as connection:
        for row in connection.execute("SELECT * FROM item"):
            yield item_of(row)


def opened_to_read(path: Path) -> sqlite3.Connection:
    """Open a file that is there, for reads by this thread."""
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, isolation_level=None)
