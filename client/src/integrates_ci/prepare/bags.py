"""Property bags named ``integrates``, where what we add to a report lies."""

from collections.abc import Mapping
from typing import Any, Final

BAG: Final = "integrates"


def bag_of(node: Mapping[str, Any]) -> Mapping[str, Any]:
    properties = node.get("properties")
    bag = properties.get(BAG) if isinstance(properties, dict) else None
    return bag if isinstance(bag, dict) else {}


def with_bag(node: Mapping[str, Any], bag: Mapping[str, object] | None) -> dict[str, Any]:
    """Return ``node`` with ``bag`` instead of the one that it may have had, or without one."""
    properties = node.get("properties")
    had = properties if isinstance(properties, dict) else {}
    if bag is None and BAG not in had:
        return dict(node)
    kept = {name: value for name, value in had.items() if name != BAG}
    if bag is not None:
        return {**node, "properties": {**kept, BAG: dict(bag)}}
    if kept:
        return {**node, "properties": kept}
    return {name: value for name, value in node.items() if name != "properties"}
