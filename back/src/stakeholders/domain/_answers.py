"""What somebody does with the link of a mail: an invitation is accepted or rejected, once.

Whoever holds the link is who it was sent to; nobody has to be signed in.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from authz.access import Access, Principal, access_of
from db_model.access import keys
from db_model.access.add import organization_access_added
from db_model.access.get import last_version
from db_model.access.remove import removed
from db_model.access.types import GroupAccess, Membership, OrganizationAccess, OrganizationRole
from db_model.access.update import changed
from db_model.commit import attempted, commit
from db_model.context import Origin
from db_model.groups.get import current
from db_model.groups.types import Group, GroupStatus
from db_model.groups.update import unchanged
from db_model.links.get import link as stored_link
from db_model.links.remove import removed as link_removed
from db_model.links.types import Link, Purpose
from db_model.organizations.get import organization as stored_organization
from db_model.organizations.types import OrganizationStatus
from db_model.types import Email, GroupName, OrganizationId
from kit.secrets import digest_of
from kit.time import milliseconds
from stakeholders.domain._managers import entrance
from stakeholders.domain._members import joined, parted
from stakeholders.errors import LinkNotGood
from stakeholders.rules.invitations import is_open
from stakeholders.types import Offer, Reply
from store.types import Database, Write
from store.versions import next_version

M = TypeVar("M", GroupAccess, OrganizationAccess)


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """A link that is good: the person it was sent to, and what the person was invited to."""

    digest: str
    link: Link
    person: Access
    held: Membership
    name: str
    group: Group | None = None

    @property
    def used(self) -> tuple[Write, ...]:
        return link_removed(self.digest, self.link)


async def offered(db: Database, reply: Reply, *, now: datetime) -> Offer:
    """Return what a link asks; nothing is written, however often it is looked at.

    Raises:
        LinkNotGood: there is no such link, it was used, or is too old, or was taken back.
    """
    return _offer(await _followed(db, reply, now=now))


async def accept(db: Database, reply: Reply, *, at: datetime) -> Offer:
    """Make whoever the link was sent to a member, of the platform too; one commit.

    Who accepts a group is one of its organization: with the role that it was invited with, if it
    was, else as a user.  A job lets a customer manager into the groups.

    Raises:
        LinkNotGood: as ``offered``.
    """

    async def attempt() -> Offer:
        found = await _followed(db, reply, now=at)
        _, writes = await joined(db, found.person, found.link.email, at=at)
        writes += await _seated(db, found, at=at)
        await commit(db, (*writes, *found.used), _origin(reply, found.link.email, at=at))
        return _offer(found)

    return await attempted(attempt)


async def reject(db: Database, reply: Reply, *, at: datetime) -> Offer:
    """Take the invitation back for whoever the link was sent to; one commit.

    Who was known by nothing else is forgotten.

    Raises:
        LinkNotGood: as ``offered``.
    """

    async def attempt() -> Offer:
        found = await _followed(db, reply, now=at)
        email = found.link.email
        writes = (
            *removed(found.held, by=email, at=at),
            *parted(found.person, [found.held], at=at),
            *found.used,
        )
        await commit(db, writes, _origin(reply, email, at=at))
        return _offer(found)

    return await attempted(attempt)


async def good_link(db: Database, reply: Reply, *, now: datetime) -> tuple[str, Link]:
    """Return the digest of the link's secret, and the link: a strong get.

    Raises:
        LinkNotGood: there is none, it is for something else, or it is too old.
    """
    digest = digest_of(reply.secret)
    link = None if digest is None else await stored_link(db, digest)
    if digest is None or link is None or link.purpose is not reply.purpose or link.until <= now:
        raise LinkNotGood
    return digest, link


def _origin(reply: Reply, email: Email, *, at: datetime) -> Origin:
    return Origin(principal=email, at=at, address=reply.address, request_id=reply.request_id)


async def _followed(db: Database, reply: Reply, *, now: datetime) -> Followed:
    digest, link = await good_link(db, reply, now=now)
    person = await access_of(db, Principal(email=link.email))
    held = _held(person, link)
    asked = held.invitation if held else None
    if person is None or held is None or asked is None or held.has_access:
        raise LinkNotGood
    if asked.id != link.asked_id or not is_open(asked, now=now):
        raise LinkNotGood
    if isinstance(held, GroupAccess):
        group = await current(db, held.group_name)
        if group is None or group.state.status is not GroupStatus.ACTIVE:
            raise LinkNotGood
        name = str(group.name)
    else:
        group, name = None, await _organization_name(db, held.organization_id)
    return Followed(digest=digest, link=link, person=person, held=held, name=name, group=group)


def _held(person: Access | None, link: Link) -> Membership | None:
    if person is None:
        return None
    if link.purpose is Purpose.GROUP:
        return person.groups.get(GroupName(link.subject))
    return person.organizations.get(OrganizationId(link.subject))


async def _organization_name(db: Database, id_: OrganizationId) -> str:
    found = await stored_organization(db, id_)
    if found is None or found.state.status is not OrganizationStatus.ACTIVE:
        raise LinkNotGood
    return found.name


async def _seated(db: Database, found: Followed, *, at: datetime) -> tuple[Write, ...]:
    """Return the writes that make the person what the link offers."""
    if isinstance(found.held, OrganizationAccess):
        return await _let_in(db, found.held, at=at)
    assert found.group is not None, "who is invited to a group is shown the group"
    return (
        *changed(found.held, _given(found.held, at=at)),
        unchanged(found.group),
        *await _let_into(db, found, found.group.organization_id, at=at),
    )


async def _let_in(db: Database, invited: OrganizationAccess, *, at: datetime) -> tuple[Write, ...]:
    now = _given(invited, at=at)
    return (*changed(invited, now), *await entrance(db, now, at=at))


async def _let_into(
    db: Database, found: Followed, id_: OrganizationId, *, at: datetime
) -> tuple[Write, ...]:
    """Return the writes that make who accepts a group one of its organization."""
    within = found.person.organizations.get(id_)
    if within is not None:
        return () if within.has_access else await _let_in(db, within, at=at)
    email = found.link.email
    last = await last_version(db, keys.of_organization(email, id_))
    return organization_access_added(
        OrganizationAccess(
            email=email,
            organization_id=id_,
            role=OrganizationRole.USER,
            granted_by=found.held.granted_by,
            granted_at=at,
            version=next_version(last, milliseconds(at)),
        )
    )


def _given(held: M, *, at: datetime) -> M:
    version = next_version(held.version, milliseconds(at))
    return replace(held, has_access=True, invitation=None, granted_at=at, version=version)


def _offer(found: Followed) -> Offer:
    asked = found.held.invitation
    assert asked is not None, "who follows a link was asked something"
    return Offer(
        purpose=found.link.purpose,
        email=found.link.email,
        subject=found.name,
        place=found.link.subject,
        by=found.held.granted_by,
        role=found.held.role,
        until=asked.until,
    )
