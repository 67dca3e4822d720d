"""How counters and contributions lie in the store, in its unstreamed space."""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from indicators.types import Contribution, Kept
from store.types import Add, Item, Key

KIND: Final = "figures"
PREFIX: Final = "~CON#"
_SUMS: Final = "~CNT#"
_DAY: Final = "D#"
_SNAPSHOT: Final = "S#"
# How long it is known that something is gone: longer than a change may be late.
_REMEMBERED_S: Final = 30 * 86_400


def counters_key(scope: str) -> Key:
    return Key(f"{_SUMS}{scope}")


def scope_of(item: Item) -> str | None:
    """Return whose sums ``item`` is; ``None`` if it is something else."""
    is_sums = item.kind == KIND and item.key == counters_key(item.key.pk.removeprefix(_SUMS))
    return item.key.pk.removeprefix(_SUMS) if is_sums else None


def day_key(scope: str, day: date) -> Key:
    """Return where it lies what was added to a scope on a day."""
    return Key(counters_key(scope).pk, f"{_DAY}{day.isoformat()}")


def snapshot_key(scope: str, day: date) -> Key:
    """Return where it lies how the sums of a scope stood at the end of a day."""
    return Key(counters_key(scope).pk, f"{_SNAPSHOT}{day.isoformat()}")


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
    """Return the write that adds to the sums of a scope."""
    return Add(counters_key(scope), KIND, tuple(sorted(deltas.items())))


def addition_on(day: date, scope: str, deltas: Mapping[str, int]) -> Add:
    """Return the write that adds to what was added to a scope on a day."""
    return Add(day_key(scope, day), KIND, tuple(sorted(deltas.items())))


def snapshot_item(scope: str, day: date, sums: Mapping[str, int], *, version: int) -> Item:
    body = json.dumps(sums, separators=(",", ":"), sort_keys=True).encode()
    return Item(key=snapshot_key(scope, day), kind=KIND, version=version, body=body)


def kept_from(items: Iterable[Item]) -> Kept:
    """Return what the partition of a scope, read in full, keeps of its days."""
    snapshots: dict[date, Mapping[str, int]] = {}
    days: dict[date, Mapping[str, int]] = {}
    versions: dict[str, int] = {}
    for item in items:
        mark, day = item.key.sk[: len(_DAY)], item.key.sk[len(_DAY) :]
        versions[item.key.sk] = item.version
        if mark == _SNAPSHOT:
            snapshots[date.fromisoformat(day)] = json.loads(item.body)
        elif mark == _DAY:
            days[date.fromisoformat(day)] = dict(item.counters)
    return Kept(snapshots=snapshots, days=days, versions=versions)
