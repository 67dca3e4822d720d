"""The mails that tell all managers who want to know it of a change."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from authz.grants import GroupGrant
from db_model.access.get import of_group, of_organization
from db_model.access.types import GroupRole, Membership, OrganizationRole
from db_model.credentials.types import Credentials
from db_model.mails.types import Circular
from db_model.organizations.get import organization
from db_model.stakeholders.get import stakeholders
from db_model.stakeholders.types import Notice
from db_model.types import Email, GroupName, MailId
from kit.ids import derived_id
from kit.time import milliseconds
from outbox.queue import circulated
from stakeholders.rules.members import PLATFORM, is_service_account
from stakeholders.rules.notices import wants
from store.types import Database, Write

_OF_A_LEAVER: Final = frozenset(
    {GroupRole.CUSTOMER_MANAGER, GroupRole.RESOURCER, GroupRole.USER_MANAGER}
)
_OF_THE_AGENT: Final = frozenset({GroupRole.USER_MANAGER})
_OF_CREDENTIALS: Final = frozenset(
    {OrganizationRole.CUSTOMER_MANAGER, OrganizationRole.USER_MANAGER}
)
_MOST_NAMED: Final = 20  # credentials in a mail


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """Credentials of one organization, as they were, that ``to`` owns from now on."""

    credentials: Sequence[Credentials]
    to: Email
    by: Email


async def unsubscription(db: Database, grant: GroupGrant, id_: MailId, *, at: datetime) -> Circular:
    """Return what tells the managers of a group that the caller leaves it.

    A query, and a get for what they want to be told of.
    """
    group, leaving = grant.on, grant.access.stakeholder.email
    members = await of_group(db, group.name)
    return Circular(
        id=id_,
        to=await _readers(db, members, _OF_A_LEAVER, Notice.UNSUBSCRIPTION_ALERT, but={leaving}),
        template="unsubscription",
        values=(("group", group.name), ("person", leaving)),
        written_at=at,
        version=milliseconds(at),
    )


async def handover_told(db: Database, handover: Handover, *, at: datetime) -> tuple[Write, ...]:
    """Return the writes that tell of another owner: managers who want to know, and both owners.

    Who did it is not told, and who has left the platform neither.  The same of the same
    credentials is one circular, however often it is attempted.
    """
    first = handover.credentials[0]
    of = await organization(db, first.organization_id)
    members = await of_organization(db, first.organization_id)
    parties = {first.owner, handover.to} & {each.email for each in members if each.has_access}
    readers = await _readers(
        db, members, _OF_CREDENTIALS, Notice.ROOT_UPDATE, but={handover.by, *parties}
    )
    to = (*sorted(email for email in parties - {handover.by}), *readers)
    circular = Circular(
        id=MailId(derived_id("handover", first.id, str(first.version))),
        to=tuple(email for email in to if not is_service_account(email)),
        template="credentials_owner",
        values=(
            ("credentials", _named(handover.credentials)),
            ("organization", of.name if of else ""),
            ("owner", "the platform" if handover.to == PLATFORM else handover.to),
            ("person", first.owner),
        ),
        written_at=at,
        version=milliseconds(at),
    )
    return await circulated(db, circular, at=at)


async def keepers_of_agent(db: Database, name: GroupName, by: Email) -> tuple[Email, ...]:
    """Return who is told of the token of a group's CI agent, which ``by`` asked for.

    That is who asked, while still a member, and the managers who want to be told.
    """
    members = await of_group(db, name)
    asked = tuple(each.email for each in members if each.has_access and each.email == by)
    return asked + await _readers(db, members, _OF_THE_AGENT, Notice.AGENT_TOKEN, but={by})


async def _readers(
    db: Database,
    members: Sequence[Membership],
    roles: Iterable[str],
    notice: Notice,
    *,
    but: set[Email],
) -> tuple[Email, ...]:
    held = [
        each.email
        for each in members
        if each.has_access and each.role in roles and each.email not in but
    ]
    found = await stakeholders(db, held) if held else ()
    return tuple(each.email for each in found if each is not None and wants(each, notice))


def _named(credentials: Sequence[Credentials]) -> str:
    names = sorted(each.name for each in credentials)[:_MOST_NAMED]
    more = len(credentials) - len(names)
    return ", ".join(names) + (f" and {more} more" if more else "")
