"""Use cases of whoever runs the machine: they need no grant, since they have the store."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from authz.access import Access, Principal, access_of
from db_model.access.add import group_access_added, organization_access_added
from db_model.access.types import GroupRole
from db_model.api_tokens.add import added as token_added
from db_model.api_tokens.remove import removed
from db_model.api_tokens.types import ApiToken
from db_model.commit import attempted, commit, made_by
from db_model.groups.add import added as group_added
from db_model.keys import unique
from db_model.organizations.add import added as organization_added
from db_model.organizations.types import Organization, OrganizationState, OrganizationStatus
from db_model.stakeholders.add import added as stakeholder_added
from db_model.stakeholders.get import last_version
from db_model.stakeholders.types import PlatformRole, Stakeholder
from db_model.stakeholders.update import touched
from db_model.types import Email, OrganizationId, TokenId
from groups.domain import member, service_writes
from groups.rules import group_from
from groups.types import NewGroup
from installation.errors import AlreadyBootstrapped
from installation.types import FirstThings
from kit.ids import random_id
from kit.time import milliseconds
from organizations.domain import founder
from organizations.rules import name_from
from stakeholders.domain import link_writes, token_made, watched
from stakeholders.rules.tokens import LONGEST_LIFE, MOST_TOKENS, standing
from store.types import Absent, Database, Item, Put, Write
from store.versions import next_version
from texts.rules import email as email_from

_GUARD: Final = unique("installation", "bootstrap")
_NAMED: Final = "Command line"


async def is_bootstrapped(db: Database) -> bool:
    """Return whether ``bootstrap`` was done here."""
    return (await db.get([_GUARD], strong=True))[0] is not None


async def bootstrap(db: Database, first: FirstThings, *, at: datetime) -> str:
    """Make the first organization, group and administrator; one commit; return a token's text.

    Raises:
        AlreadyBootstrapped: it was done before.
        AppError: a name is refused.
    """
    email = Email(email_from(first.email))
    organization = _organization(first, by=email, at=at)
    new = NewGroup(name=first.group, description="First group", has_machine=True, has_squad=True)
    group = group_from(new, organization, by=email, at=at)
    text, token = _token(email, at=at)
    writes: tuple[Write, ...] = (
        Put(
            Item(key=_GUARD, kind="guard", version=milliseconds(at), body=email.encode()), Absent()
        ),
        *organization_added(organization),
        *group_added(group),
        *service_writes(group, by=email, at=at),
        *stakeholder_added(_person(email, PlatformRole.ADMIN, at=at)),
        *organization_access_added(founder(organization)),
        *group_access_added(member(group, email, GroupRole.USER_MANAGER, by=email)),
        *token_added(token),
    )

    async def attempt() -> str:
        if await is_bootstrapped(db):
            raise AlreadyBootstrapped
        await commit(db, (*writes, *await watched(db, token)), made_by(email, at=at))
        return text

    return await attempted(attempt)


async def token_for(db: Database, email: str, *, at: datetime) -> str:
    """Return the text of a new token of that person, who is added if need be; one commit.

    Where as many tokens stand as may, the oldest gives way: the text of one that was lost can
    be had in no other way.

    Raises:
        InvalidEmail: it is no address.
    """
    person = Email(email_from(email))
    text, token = _token(person, at=at)

    async def attempt() -> str:
        access = await access_of(db, Principal(email=person))
        room = [] if access is None else _room(access, at=at)
        writes = (
            *token_added(token),
            *await watched(db, token),
            *room,
            *await _there(db, person, access, at=at),
        )
        await commit(db, writes, made_by(person, at=at))
        return text

    return await attempted(attempt)


async def sign_in_link_for(db: Database, email: str, *, at: datetime) -> str:
    """Return the secret of a new sign-in link of that person, who is added if need be; one commit.

    The one that the person had so far, if any, goes.

    Raises:
        InvalidEmail: it is no address.
    """
    person = Email(email_from(email))

    async def attempt() -> str:
        access = await access_of(db, Principal(email=person))
        text, writes = link_writes(person, access, at=at)
        there = await _there(db, person, access, at=at)
        await commit(db, (*writes, *there), made_by(person, at=at))
        return text

    return await attempted(attempt)


async def _there(
    db: Database, email: Email, person: Access | None, *, at: datetime
) -> tuple[Write, ...]:
    """Return the write that adds the person, or lets it be removed before or after, not now.

    Who was only invited or added is in by it; invitations still wait.
    """
    if person is not None:
        known = person.stakeholder
        if not known.is_registered:
            known = replace(known, is_registered=True, role=known.role or PlatformRole.USER)
        return (touched(known, at=at),)
    last = await last_version(db, email)
    added = _person(email, PlatformRole.USER, at=at)
    return stakeholder_added(replace(added, version=next_version(last, milliseconds(at))))


def _token(email: Email, *, at: datetime) -> tuple[str, ApiToken]:
    id_, end = TokenId(random_id()), at + LONGEST_LIFE
    return token_made(email, id_=id_, name=_NAMED, issued_at=at, expires_at=end)


def _room(access: Access, *, at: datetime) -> list[Write]:
    stand = sorted(standing(access.tokens, now=at), key=lambda token: token.issued_at)
    gone = set(access.tokens) - set(stand)
    gone |= set(stand[: max(len(stand) - MOST_TOKENS + 1, 0)])
    return [write for token in gone for write in removed(token)]


def _organization(first: FirstThings, *, by: Email, at: datetime) -> Organization:
    return Organization(
        id=OrganizationId(f"ORG#{random_id()}"),
        name=name_from(first.organization),
        country="-",
        created_by=by,
        created_at=at,
        state=OrganizationState(status=OrganizationStatus.ACTIVE, modified_by=by, modified_at=at),
        version=milliseconds(at),
    )


def _person(email: Email, role: PlatformRole, *, at: datetime) -> Stakeholder:
    name = email.split("@", 1)[0]
    return Stakeholder(
        email=email,
        first_name=name,
        last_name="",
        role=role,
        registered_at=at,
        version=milliseconds(at),
    )
