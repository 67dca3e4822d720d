"""Write-ahead logging of SQLite files, which every adapter on SQLite turns on alike."""

import fcntl
import sqlite3
from pathlib import Path


def write_ahead(connection: sqlite3.Connection, path: Path) -> None:
    """Have the file at ``path``, opened by ``connection``, keep a write-ahead log.

    Going over to it fails at once when another connection does the same, however patient both
    are, so that each waits for its turn.
    """
    # A lock beside the file: SQLite's own would go when this one is closed.
    beside = path.with_name(f"{path.name}.lock")
    beside.touch(mode=0o600)
    with beside.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        connection.execute("PRAGMA journal_mode = WAL").fetchone()
