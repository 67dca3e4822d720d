"""How counters and contributions lie in the store, in its unstreamed space."""

import json
from collections.abc import Mapping
from typing import Final

from indicators.types import Contribution
from store.types import Add, Item, Key

KIND: Final = "figures"
PREFIX: Final = "~CON#"
# How long it is known that something is gone: longer than a change may be late.
_REMEMBERED_S: Final = 30 * 86_400


def counters_key(scope: str) -> Key:
    return Key(f"~CNT#{scope}")


def contribution_key(index: str, id_: str) -> Key:
    return Key(f"{PREFIX}{index}#{id_}")


def counted_in(item: Item, index: str) -> str | None:
    """Return whose contribution ``item`` keeps; ``None`` if it is no document's of ``index``."""
    prefix = f"{PREFIX}{index}#"
    return item.key.pk.removeprefix(prefix) if item.key.pk.startswith(prefix) else None


def contribution_item(
    key: Key, contribution: Contribution, *, version: int, gone_s: int | None
) -> Item:
    """Return the item that keeps what was counted; ``gone_s`` is since when nothing is."""
    return Item(
        key=key,
        kind="contribution",
        version=version,
        body=json.dumps(contribution, separators=(",", ":"), sort_keys=True).encode(),
        expires=None if gone_s is None else gone_s + _REMEMBERED_S,
    )


def contribution_from(item: Item | None) -> Contribution:
    found: dict[str, dict[str, int]] = {} if item is None else json.loads(item.body)
    return found


def addition(scope: str, deltas: Mapping[str, int]) -> Add:
    return Add(counters_key(scope), KIND, tuple(sorted(deltas.items())))
