"""The generations of each index, as the file lists them."""

import sqlite3
from typing import Final

from search.embedded.layout import Layout, creation, indexing, layout, removal
from search.errors import IndexNotBuilt, LimitError
from search.schemas import decoded, encoded, named, new_generation
from search.types import Generation, IndexSchema

_LAYOUTS: Final = "SELECT number, schema FROM generation WHERE index_name = ?"
_WRITTEN: Final = f"{_LAYOUTS} AND ifnull(name = ?, 1)"
_NAMED: Final = "SELECT number, schema FROM generation WHERE name = ?"


def listed(connection: sqlite3.Connection, index: str) -> tuple[Generation, ...]:
    """Return the generations of ``index``, by name."""
    rows = connection.execute(
        "SELECT name, schema, promoted FROM generation WHERE index_name = ? ORDER BY name",
        (index,),
    )
    return tuple(
        Generation(name, decoded(schema), bool(promoted))
        for name, schema, promoted in rows.fetchall()
    )


def written(connection: sqlite3.Connection, index: str, only: str | None) -> tuple[Layout, ...]:
    """Return the layout of each generation of ``index``, or of that one.

    Raises:
        IndexNotBuilt: there is none.
    """
    found = connection.execute(_WRITTEN, (index, only)).fetchall()
    if not found:
        raise IndexNotBuilt
    return tuple(layout(number, schema) for number, schema in found)


def promoted(connection: sqlite3.Connection, index: str) -> Layout:
    """Return the layout of the generation that searches read.

    Raises:
        IndexNotBuilt: none is promoted.
    """
    found = connection.execute(f"{_LAYOUTS} AND promoted = 1", (index,)).fetchone()
    if found is None:
        raise IndexNotBuilt
    return layout(*found)


def begin(connection: sqlite3.Connection, schema: IndexSchema) -> str:
    """Make a generation, and return its name."""
    name, told = new_generation(schema), encoded(schema)
    number = connection.execute(
        "INSERT INTO generation (index_name, name, schema, promoted) VALUES (?, ?, ?, 0)",
        (schema.name, name, told),
    ).lastrowid
    assert number is not None
    for statement in creation(layout(number, told)):
        connection.execute(statement)
    return name


def promote(connection: sqlite3.Connection, index: str, name: str) -> None:
    """Let searches read that generation.

    Raises:
        UnknownGeneration: the index has none of that name.
    """
    named(listed(connection, index), name)
    [number, schema] = connection.execute(_NAMED, (name,)).fetchone()
    for statement in indexing(layout(number, schema)):
        connection.execute(statement)
    connection.execute(
        "UPDATE generation SET promoted = (name = ?) WHERE index_name = ?", (name, index)
    )


def drop(connection: sqlite3.Connection, index: str, name: str) -> None:
    """Remove that generation.

    Raises:
        LimitError: searches read it.
        UnknownGeneration: the index has none of that name.
    """
    if named(listed(connection, index), name).promoted:
        raise LimitError("the promoted generation of an index cannot be dropped")
    [number, schema] = connection.execute(_NAMED, (name,)).fetchone()
    for statement in removal(layout(number, schema)):
        connection.execute(statement)
    connection.execute("DELETE FROM generation WHERE name = ?", (name,))
