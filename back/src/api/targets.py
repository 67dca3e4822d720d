"""From what the arguments of a field name to the grant that its resolver is handed."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from authz.access import Access
from authz.errors import ActionDenied
from authz.grants import (
    Grant,
    on_finding,
    on_group,
    on_held,
    on_import,
    on_organization,
    on_organization_named,
    on_platform,
    on_root,
    on_root_to_group,
    on_vulnerability,
)
from authz.policy import Action, Attribute
from db_model.types import (
    FindingId,
    GroupName,
    ImportId,
    OrganizationId,
    RootId,
    VulnerabilityId,
)
from store.types import Database


class GuardTarget(StrEnum):
    """What a right is looked up for; as in the schema."""

    FINDING = "FINDING"
    GROUP = "GROUP"
    IMPORT = "IMPORT"
    ORGANIZATION = "ORGANIZATION"
    ORGANIZATION_NAMED = "ORGANIZATION_NAMED"
    PLATFORM = "PLATFORM"
    ROOT = "ROOT"
    ROOT_TO_GROUP = "ROOT_TO_GROUP"
    VULNERABILITY = "VULNERABILITY"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A right that is asked for; ``ids`` are the values of the arguments that name its object."""

    access: Access
    action: Action
    needs: frozenset[Attribute]
    ids: tuple[str | None, ...]


Obtain: TypeAlias = Callable[[Database, Wanted], Awaitable[Grant[Any]]]

held: Final = on_held  # on the parent of a field: it was granted before


async def _platform(_: Database, wanted: Wanted) -> Grant[Any]:
    return on_platform(wanted.access, wanted.action)


async def _organization(db: Database, wanted: Wanted) -> Grant[Any]:
    (id_,) = _named(wanted)
    return await on_organization(db, wanted.access, wanted.action, id_=OrganizationId(id_))


async def _organization_named(db: Database, wanted: Wanted) -> Grant[Any]:
    (name,) = _named(wanted)
    return await on_organization_named(db, wanted.access, wanted.action, name=name)


async def _group(db: Database, wanted: Wanted) -> Grant[Any]:
    (name,) = _named(wanted)
    return await on_group(
        db, wanted.access, wanted.action, name=GroupName(name), needs=wanted.needs
    )


async def _root(db: Database, wanted: Wanted) -> Grant[Any]:
    group_name, id_ = _named(wanted)
    return await on_root(
        db,
        wanted.access,
        wanted.action,
        group_name=GroupName(group_name),
        id_=RootId(id_),
        needs=wanted.needs,
    )


async def _root_to_group(db: Database, wanted: Wanted) -> Grant[Any]:
    group_name, id_, to = _named(wanted)
    return await on_root_to_group(
        db,
        wanted.access,
        wanted.action,
        group_name=GroupName(group_name),
        id_=RootId(id_),
        to=GroupName(to),
    )


async def _finding(db: Database, wanted: Wanted) -> Grant[Any]:
    (id_,) = _named(wanted)
    return await on_finding(
        db, wanted.access, wanted.action, id_=FindingId(id_), needs=wanted.needs
    )


async def _vulnerability(db: Database, wanted: Wanted) -> Grant[Any]:
    (id_,) = _named(wanted)
    return await on_vulnerability(db, wanted.access, wanted.action, id_=VulnerabilityId(id_))


async def _import(db: Database, wanted: Wanted) -> Grant[Any]:
    (id_,) = _named(wanted)
    return await on_import(db, wanted.access, wanted.action, id_=ImportId(id_))


def _named(wanted: Wanted) -> tuple[str, ...]:
    names = tuple(id_ for id_ in wanted.ids if id_ is not None)
    if len(names) != len(wanted.ids):
        raise ActionDenied  # nothing is named, so there is nothing to have a right to
    return names


TARGETS: Final[Mapping[GuardTarget, Obtain]] = MappingProxyType(
    {
        GuardTarget.FINDING: _finding,
        GuardTarget.GROUP: _group,
        GuardTarget.IMPORT: _import,
        GuardTarget.ORGANIZATION: _organization,
        GuardTarget.ORGANIZATION_NAMED: _organization_named,
        GuardTarget.PLATFORM: _platform,
        GuardTarget.ROOT: _root,
        GuardTarget.ROOT_TO_GROUP: _root_to_group,
        GuardTarget.VULNERABILITY: _vulnerability,
    }
)
