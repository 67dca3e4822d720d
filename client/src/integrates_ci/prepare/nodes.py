"""Members of a report that may be anything: what is not as SARIF says counts as not there."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

Node: TypeAlias = Mapping[str, Any]


def node_of(node: Node, name: str) -> Node:
    value = node.get(name)
    return value if isinstance(value, dict) else {}


def nodes_of(node: Node, name: str) -> list[Any]:
    """Return the list, whose items may still be anything."""
    value = node.get(name)
    return value if isinstance(value, list) else []


def item_of(nodes: Sequence[Any], index: int | None) -> Node:
    value = nodes[index] if index is not None and 0 <= index < len(nodes) else None
    return value if isinstance(value, dict) else {}


def number_of(node: Node, name: str) -> int | None:
    value = node.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def first_location(result: Node) -> Node:
    """Return the physical location of the first location, which is the one that counts."""
    locations = nodes_of(result, "locations")
    first = locations[0] if locations else {}
    return node_of(first, "physicalLocation") if isinstance(first, dict) else {}
