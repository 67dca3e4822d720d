"""What a commit did, as its context tells: which entities, and which of their fields.

Names only, never values: what is told is kept for ever and read by many.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple, TypeAlias
from urllib.parse import unquote

from db_model.codec import decode_body, differing
from db_model.context import Changed, Operation
from db_model.keys import HISTORY
from db_model.types import GroupName, OrganizationId
from store.types import UNSTREAMED, Absent, Check, Delete, Item, Key, Put, Write, key_of

# What lies beside entities and is none: histories, those of a person's partition, the names that
# a group's roots have, the imports that a root is busy with, who holds a custom role, what
# rollbacks left as it was, and whose sketches hold.
_PARTITIONS: Final = (UNSTREAMED, "USRH#")
_PLACES: Final = (HISTORY, "NICK#", "IMP#", "HELD#", "CONFLICT#", "SKETCHES#")
_GROUP: Final = "GRP#"
_ORGANIZATION: Final = "ORG#"
_MAIN: Final = "@"
# They change whenever anything does, and what the context tells is the same.
_ALWAYS: Final = frozenset({"version"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Home:
    """The fields of an entity that say where it belongs."""

    group_name: GroupName | None = None
    organization_id: OrganizationId | None = None


class _Alike(NamedTuple):
    kind: str
    operation: Operation
    fields: tuple[str, ...]
    group: GroupName | None
    organization_id: OrganizationId | None


Images: TypeAlias = Mapping[Key, Item | None]


def to_be_read(writes: Iterable[Write]) -> tuple[Key, ...]:
    """Return whose items, as they were, ``told`` needs to know."""
    return tuple(
        key
        for write in writes
        if not isinstance(write, Check) and not _is_new(write) and _is_told(key := key_of(write))
    )


def told(writes: Iterable[Write], was: Images) -> tuple[Changed, ...]:
    """Return what ``writes`` do to entities that ``was`` shows as they were.

    Histories, guards and everything of the unstreamed space are no entities.
    """
    alike: defaultdict[_Alike, list[str]] = defaultdict(list)
    for write in writes:
        if isinstance(write, Put | Delete) and _is_told(key_of(write)):
            key = key_of(write)
            item = write.item if isinstance(write, Put) else was.get(key)
            if item is not None:
                alike[_alike(write, item, was.get(key))].append(_id_of(key))
    return tuple(
        Changed(
            kind=each.kind,
            operation=each.operation,
            ids=tuple(ids),
            fields=each.fields,
            group=each.group,
            organization_id=each.organization_id,
        )
        for each, ids in alike.items()
    )


def _alike(write: Put | Delete, item: Item, was: Item | None) -> _Alike:
    group, organization = _home_of(item)
    fields: tuple[str, ...] = ()
    if isinstance(write, Delete):
        operation = Operation.REMOVED
    elif _is_new(write):
        operation = Operation.CREATED
    else:
        operation = Operation.UPDATED
        fields = () if was is None else _fields(was, item)
    return _Alike(item.kind, operation, fields, group, organization)


def _fields(was: Item, now: Item) -> tuple[str, ...]:
    return tuple(name for name in differing(was.body, now.body) if name not in _ALWAYS)


def _home_of(item: Item) -> tuple[GroupName | None, OrganizationId | None]:
    """Return the group an entity is of, or else the organization."""
    for place in (item.key.sk, item.key.pk):
        if place.startswith(_GROUP):
            return GroupName(unquote(place.removeprefix(_GROUP))), None
        if place.startswith(_ORGANIZATION):
            return None, OrganizationId(place)
    home = decode_body(_Home, item.body, of=item.key)
    return home.group_name, None if home.group_name else home.organization_id


def _id_of(key: Key) -> str:
    """Return what tells an entity from the others of its kind and place."""
    if key.pk.startswith(_ORGANIZATION) and key.sk == _MAIN:
        return key.pk
    is_membership = key.sk.startswith((_GROUP, _ORGANIZATION))
    place = key.pk if key.sk == _MAIN or is_membership else key.sk
    return unquote(place.partition("#")[2])


def _is_told(key: Key) -> bool:
    return not key.pk.startswith(_PARTITIONS) and not key.sk.startswith(_PLACES)


def _is_new(write: Write) -> bool:
    return isinstance(write, Put) and isinstance(write.expect, Absent)
