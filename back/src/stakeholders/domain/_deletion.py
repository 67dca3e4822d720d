"""The end of an account, at the wish of whose it is: asked for, confirmed by a link, and done.

All that could refuse it is looked at first.  Then the person leaves one organization after the
other, and the account goes last, with the link: so who is cut off in between can follow it again.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from authz.access import Access, Principal, access_of, origin
from db_model.access.remove import removed
from db_model.access.types import Membership
from db_model.commit import attempted, commit
from db_model.context import Origin
from db_model.groups.get import groups
from db_model.groups.types import GroupStatus
from db_model.links.remove import removed as link_removed
from db_model.links.types import Link
from db_model.stakeholders.get import everybody
from db_model.stakeholders.types import PlatformRole
from db_model.stakeholders.update import changed, unchanged
from db_model.types import Email, MailId
from kit.time import milliseconds
from outbox.queue import queued
from stakeholders.domain._answers import good_link
from stakeholders.domain._letters import deletion_mail
from stakeholders.domain._members import departed, fresh, succession
from stakeholders.domain._organization_access import leave_organization
from stakeholders.errors import LastAdministrator, LinkNotGood
from stakeholders.rules.invitations import asked, check_asked_before, is_open
from stakeholders.types import Offer, Reply
from store.types import Database, Write
from store.versions import next_version


async def ask_deletion(db: Database, access: Access, *, id_: MailId, at: datetime) -> None:
    """Mail the caller a link, by a mail of this id, that deletes the account; one commit.

    Raises:
        InvitedJustNow: the caller asked less than a minute ago.
    """

    async def attempt() -> None:
        was = (await fresh(db, access)).stakeholder
        check_asked_before(was.deletion, now=at)
        wish = asked(id_, at=at)
        version = next_version(was.version, milliseconds(at))
        now = replace(was, deletion=wish, version=version)
        mail = await queued(db, deletion_mail(was.email, wish), at=at)
        await commit(db, (*changed(was, now), *mail), origin(access, at=at))

    await attempted(attempt)


async def deletion_offered(db: Database, reply: Reply, *, now: datetime) -> Offer:
    """Return whose account the link deletes; nothing is written.

    Raises:
        LinkNotGood: there is no such link, it was used, is too old, or another was asked for.
    """
    _, link, _ = await _followed(db, reply, now=now)
    return _offer(link)


async def delete_account(db: Database, reply: Reply, *, at: datetime) -> Offer:
    """Remove the account that the link is about from everything; a commit for some groups each.

    Raises:
        LinkNotGood: as ``deletion_offered``.
        LastGroupManager: somebody has to manage a group after it; or LastOrganizationManager.
        LastAdministrator: nobody would administer the platform.
    """
    digest, link, person = await _followed(db, reply, now=at)
    await _check_leaving(db, person)
    await _another_administrator(db, person)
    by = Origin(principal=link.email, at=at, address=reply.address, request_id=reply.request_id)
    for id_, held in person.organizations.items():
        if held.has_access:
            await leave_organization(db, link.email, id_, by)

    async def attempt() -> None:
        left = await access_of(db, Principal(email=link.email))
        if left is None:
            return
        memberships: tuple[Membership, ...] = (*left.groups.values(), *left.organizations.values())
        stays = [await succession(db, each) for each in memberships]
        gone = [write for each in memberships for write in removed(each, by=link.email, at=at)]
        # Who manages several of them stays for all, by one check.
        checks = dict.fromkeys(check for found in stays for check in found)
        administered = await _another_administrator(db, left)
        end = (*departed(left, at=at), *link_removed(digest, link))
        await commit(db, (*gone, *checks, *administered, *end), by)

    await attempted(attempt)
    return _offer(link)


async def _followed(db: Database, reply: Reply, *, now: datetime) -> tuple[str, Link, Access]:
    digest, link = await good_link(db, reply, now=now)
    person = await access_of(db, Principal(email=link.email))
    wish = person.stakeholder.deletion if person else None
    if person is None or wish is None or wish.id != link.asked_id or not is_open(wish, now=now):
        raise LinkNotGood
    return digest, link, person


async def _check_leaving(db: Database, person: Access) -> None:
    found = await groups(db, list(person.groups))
    active = {g.name for g in found if g is not None and g.state.status is GroupStatus.ACTIVE}
    for held in person.organizations.values():
        await succession(db, held)
    for name, membership in person.groups.items():
        if name in active:
            await succession(db, membership)


async def _another_administrator(db: Database, person: Access) -> Sequence[Write]:
    """Return what lets a commit through only while somebody else administers the platform.

    Raises:
        LastAdministrator: nobody else does.
    """
    if not person.is_admin:
        return ()
    async for each in everybody(db):
        is_other = each.email != person.stakeholder.email
        if is_other and each.role is PlatformRole.ADMIN and each.is_registered:
            return (unchanged(each),)
    raise LastAdministrator


def _offer(link: Link) -> Offer:
    email: Email = link.email
    return Offer(purpose=link.purpose, email=email, subject=email, place=email, until=link.until)
