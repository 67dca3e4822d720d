"""SQLite's errors as the faults of the port."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from errors import Unavailable
from store.errors import Contention, StoreUnavailable

_BUSY: Final = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
_UNAVAILABLE: Final = frozenset(
    {
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_NOTADB,
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_PROTOCOL,
        sqlite3.SQLITE_READONLY,
    }
)
# An extended code carries its primary one in the low byte.
_PRIMARY: Final = 0xFF


def is_busy(error: sqlite3.Error) -> bool:
    """Tell whether another connection held a lock for too long."""
    return _primary_code(error) in _BUSY


def write_fault(error: sqlite3.Error) -> Unavailable | None:
    """Return the fault that ``error`` means to a writer; ``None`` if it is a bug."""
    fault = Contention() if is_busy(error) else _fault(error)
    if fault is not None:
        fault.__cause__ = error
    return fault


@contextmanager
def read_faults() -> Iterator[None]:
    """Raise the faults of the port in place of those that a reader meets."""
    try:
        yield
    except sqlite3.Error as error:
        fault = StoreUnavailable() if is_busy(error) else _fault(error)
        if fault is None:
            raise
        raise fault from error


def _fault(error: sqlite3.Error) -> Unavailable | None:
    return StoreUnavailable() if _primary_code(error) in _UNAVAILABLE else None


def _primary_code(error: sqlite3.Error) -> int:
    # Errors that the module finds by itself have no code.
    return getattr(error, "sqlite_errorcode", 0) & _PRIMARY
