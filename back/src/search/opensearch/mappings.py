"""How a generation lies in an index of its own.

``f`` has the values of each field, ``w`` the words of each that is searched for words, cut
and folded by us: the cluster compares them as they are.  ``doc_id`` breaks ties of a sort.
"""

from typing import Any, Final

from search.documents import Entry
from search.opensearch.config import ClusterConfig
from search.schemas import encoded, with_words
from search.types import IndexSchema, Kind, Scalar

_KEYWORD: Final = {"type": "keyword"}
_TYPES: Final = {
    Kind.KEYWORD: _KEYWORD,
    Kind.INT: {"type": "long"},
    Kind.FLOAT: {"type": "double"},
    # What the port takes for a date; as such, the cluster would have formats of its own.
    Kind.DATE: {"type": "long"},
    Kind.BOOL: {"type": "boolean"},
}
# What the cluster gives for an absent value in a sort, when it is less than all others.
_ABSENT: Final[dict[Kind, object]] = {
    Kind.KEYWORD: None,
    Kind.INT: -(2**63),
    Kind.FLOAT: "-Infinity",
    Kind.DATE: -(2**63),
    Kind.BOOL: -(2**31),
}


def body(schema: IndexSchema, config: ClusterConfig) -> dict[str, Any]:
    """Return what to make the index of a generation with."""
    values = {
        name: _TYPES[field.kind]
        for name, field in schema.fields.items()
        if field.kind is not Kind.TEXT
    }
    # Never sorted by or counted.
    words = {name: {**_KEYWORD, "doc_values": False} for name in with_words(schema)}
    return {
        "settings": {
            "number_of_shards": config.shards,
            "number_of_replicas": config.replicas,
            "refresh_interval": config.refresh_interval,
        },
        "mappings": {
            "dynamic": "strict",
            "_meta": {"schema": encoded(schema)},
            "properties": {
                "doc_id": _KEYWORD,
                "gone": {"type": "boolean"},
                "version": {"type": "long"},
                "f": {"properties": values},
                "w": {"properties": words},
            },
        },
    }


def source(entry: Entry) -> dict[str, Any]:
    """Return ``entry`` as the cluster gets it."""
    head = {"doc_id": entry.id, "gone": entry.gone, "version": entry.version}
    if entry.gone:
        return head
    return {**head, "f": dict(entry.values), "w": dict(entry.words)}


def sort_value(kind: Kind, value: Scalar | None) -> object:
    """Return a value of a cursor as the cluster has it in a sort."""
    if value is None:
        return _ABSENT[kind]
    return int(value) if kind is Kind.BOOL else value


def told(kind: Kind, value: Any) -> Any:
    """Return a value of a sort or a facet as it was given, ``None`` where it is absent."""
    if value is None or value == _ABSENT[kind]:
        return None
    return bool(value) if kind is Kind.BOOL else value
