"""Letting the customer managers of an organization into its groups: durable jobs, in chunks.

Who is made one is let into all groups that are there, and a new group lets in all who are one.
Nobody's role in a group is changed, and who was removed from a group after having been made a
customer manager stays out of it.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final, TypeAlias

from authz.access import Access, Principal, access_of
from db_model.access.add import group_access_added
from db_model.access.get import last_of_group, of_organization
from db_model.access.types import GroupAccess, GroupRole, OrganizationAccess, OrganizationRole
from db_model.access.update import changed
from db_model.commit import attempted, commit, made_by
from db_model.groups.get import active_of_organization, current, groups
from db_model.groups.types import Group, GroupStatus
from db_model.groups.update import unchanged
from db_model.stakeholders.update import touched
from db_model.types import Email, GroupName, OrganizationId
from jobs.enqueue import enqueue
from jobs.types import Kind, Run
from kit.time import Clock, milliseconds
from store.requests import RequestStore
from store.types import Database, Store, Write
from store.versions import next_version

ENTER: Final = "enter-groups"  # the job that lets a customer manager into all groups
ADMIT: Final = "admit-managers"  # the job that lets all customer managers into a new group
SEATS_A_COMMIT: Final = 20  # of four writes each, less what they have in common
# An index tells late of what was added: of a group and a manager that are new at once, neither
# job may see the other.  So all is looked through once more.
_AGAIN: Final = "-again"
_LAG: Final = timedelta(minutes=5)

_Seat: TypeAlias = tuple[Email, GroupName]


def entering(id_: OrganizationId, email: Email) -> str:
    """Return the subject of the job that lets ``email`` into the groups of an organization."""
    return f"{id_}/{email}"


async def entrance(db: Database, access: OrganizationAccess, *, at: datetime) -> tuple[Write, ...]:
    """Return the wishes that who is given ``access`` be let into the groups, if a manager is."""
    if not _is_manager(access):
        return ()
    return await _wishes(db, ENTER, entering(access.organization_id, access.email), at=at)


async def admission(db: Database, group: Group, *, at: datetime) -> tuple[Write, ...]:
    """Return the wishes that a new group let the customer managers in."""
    return await _wishes(db, ADMIT, group.name, at=at)


def kinds(store: Store, clock: Clock) -> tuple[Kind, ...]:
    """Return the kinds of job that let customer managers into groups."""

    async def enter(job: Run) -> None:
        await enter_groups(RequestStore(store), job, at=clock())

    async def admit(job: Run) -> None:
        await admit_managers(RequestStore(store), job, at=clock())

    return (
        *(Kind(name=name, handle=enter) for name in (ENTER, ENTER + _AGAIN)),
        *(Kind(name=name, handle=admit) for name in (ADMIT, ADMIT + _AGAIN)),
    )


async def enter_groups(db: Database, job: Run, *, at: datetime) -> None:
    """Let the customer manager that the job is about into the groups of the organization.

    Raises:
        ChangedMeanwhile: another runner has taken the job over, or people changed the same again
            and again; whoever was let in stays so.
    """
    id_, _, email = job.subject.partition("/")
    person = await access_of(db, Principal(email=Email(email)))
    held = person.organizations.get(OrganizationId(id_)) if person else None
    if held is None or not _is_manager(held):
        return
    found = await active_of_organization(db, held.organization_id)
    await _let_in(db, job, [(held.email, group.name) for group in found], by=held.granted_by, at=at)


async def admit_managers(db: Database, job: Run, *, at: datetime) -> None:
    """Let the customer managers of the organization into the job's group; as ``enter_groups``."""
    group = await current(db, GroupName(job.subject))
    if group is None:
        return
    members = await of_organization(db, group.organization_id)
    seats = [(member.email, group.name) for member in members if _is_manager(member)]
    await _let_in(db, job, seats, by=group.created_by, at=at)


async def _let_in(
    db: Database, job: Run, seats: Sequence[_Seat], *, by: Email, at: datetime
) -> None:
    for first in range(0, len(seats), SEATS_A_COMMIT):
        chunk = seats[first : first + SEATS_A_COMMIT]

        async def attempt(chunk: Sequence[_Seat] = chunk) -> None:
            # What the seats have in common is written once.
            writes = dict.fromkeys(await _entries(db, chunk, at=at))
            if writes:
                await commit(db, (*writes, job.fence), made_by(by, at=at))

        await attempted(attempt)


async def _entries(db: Database, seats: Sequence[_Seat], *, at: datetime) -> list[Write]:
    found = await groups(db, [name for _, name in seats])
    writes: list[Write] = []
    for (email, _), group in zip(seats, found, strict=True):
        person = await access_of(db, Principal(email=email))
        if person is not None and group is not None:
            writes.extend(await _entry(db, person, group, at=at))
    return writes


async def _entry(db: Database, person: Access, group: Group, *, at: datetime) -> tuple[Write, ...]:
    held = person.organizations.get(group.organization_id)
    was = person.groups.get(group.name)
    if held is None or not _is_manager(held) or (was is not None and was.has_access):
        return ()
    last = await last_of_group(db, held.email, group.name)
    was_removed = was is None and last is not None and last.granted_at >= held.granted_at
    if was_removed or group.state.status is not GroupStatus.ACTIVE:
        return ()
    access = GroupAccess(
        email=held.email,
        group_name=group.name,
        role=GroupRole.CUSTOMER_MANAGER,
        granted_by=held.granted_by,
        granted_at=at,
        version=next_version(last.version if last else None, milliseconds(at)),
    )
    # Whatever changes what a person is a member of touches the person.
    return (
        *(changed(was, access) if was else group_access_added(access)),
        unchanged(group),
        touched(person.stakeholder, at=at),
    )


async def _wishes(db: Database, kind: str, subject: str, *, at: datetime) -> tuple[Write, ...]:
    return (
        await enqueue(db, kind, subject, now=at),
        await enqueue(db, kind + _AGAIN, subject, now=at, run_after=at + _LAG),
    )


def _is_manager(held: OrganizationAccess) -> bool:
    return held.role is OrganizationRole.CUSTOMER_MANAGER and held.has_access
