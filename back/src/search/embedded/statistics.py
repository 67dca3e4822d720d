"""What SQLite knows of the tables when it chooses among their indexes."""

import sqlite3
from typing import Final

from search.embedded.layout import Layout, index_on

# Of each index so many rows are looked at, which takes milliseconds.
_LOOK: Final = 1000
# Other connections read the statistics only when the schema changes.
_TELL: Final = ("DROP TABLE IF EXISTS gathered", "CREATE TABLE gathered (at INTEGER) STRICT")


def gather_statistics(connection: sqlite3.Connection) -> None:
    """Let all connections know how the values of each index are spread, inside a transaction."""
    connection.execute(f"PRAGMA analysis_limit = {_LOOK}").fetchone()
    for statement in ("ANALYZE", *_TELL):
        connection.execute(statement)


def shares(connection: sqlite3.Connection, of: Layout) -> dict[str, float]:
    """Return for each field with an index how much of all has one value, on average: 0 to 1."""
    fields = {index_on(of, name): name for name in of.columns}
    found = connection.execute("SELECT idx, stat FROM sqlite_stat1 WHERE tbl = ?", (of.doc,))
    return {
        fields[index]: int(each) / int(rows)
        for index, stat in found.fetchall()
        if index in fields
        for rows, each in [stat.split()[:2]]
    }


def has_doubled(before: int, after: int) -> bool:
    """Tell whether a table of ``before`` rows has so many more that it is another one."""
    return before.bit_length() < after.bit_length()
