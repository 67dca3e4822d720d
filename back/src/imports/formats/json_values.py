"""Members of JSON objects by type: absent and null are empty, another type is refused."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final, TypeAlias

from imports.formats.errors import MalformedReport

Node: TypeAlias = Mapping[str, Any]

_EMPTY: Final[Node] = {}
_GREATEST: Final = 2**31 - 1


def text_of(node: Node, key: str, place: str) -> str:
    value = node.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise MalformedReport(f"{place}.{key}", "it should be text")
    return value


def node_of(node: Node, key: str, place: str) -> Node:
    value = node.get(key)
    if value is None:
        return _EMPTY
    if not isinstance(value, dict):
        raise MalformedReport(f"{place}.{key}", "it should be an object")
    return value


def nodes_of(node: Node, key: str, place: str) -> list[Node]:
    value = node.get(key)
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        raise MalformedReport(f"{place}.{key}", "it should be a list of objects")
    return value


def whole_of(node: Node, key: str, place: str) -> int | None:
    """Return a whole number, which some tools write as ``12.0``."""
    value = node.get(key)
    if isinstance(value, Decimal) and value.is_finite() and abs(value) <= _GREATEST:
        value = int(value) if value == int(value) else value
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) > _GREATEST:
        raise MalformedReport(f"{place}.{key}", "it should be a whole number")
    return value


def wholes_of(node: Node, key: str, place: str) -> tuple[int, ...]:
    value = node.get(key)
    if value is None:
        return ()
    if not isinstance(value, list) or not all(type(each) is int for each in value):
        raise MalformedReport(f"{place}.{key}", "it should be a list of whole numbers")
    return tuple(value)


def texts_of(node: Node, key: str, place: str) -> tuple[str, ...]:
    """Return a list of texts, or the one text that some tools write for a list of one."""
    value = node.get(key)
    if value is None:
        return ()
    if isinstance(value, str):
        return (value,)
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise MalformedReport(f"{place}.{key}", "it should be a list of texts")
    return tuple(value)
