"""What whoever runs the machine may see and do about invitations: it needs no grant."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime

from authz.access import Principal, access_of
from db_model.access.types import GroupAccess, Membership
from db_model.links.types import Asked, Purpose
from db_model.mails.types import Answer
from db_model.organizations.get import organization
from db_model.stakeholders.get import everybody
from db_model.types import Email
from outbox.addresses import addresses
from outbox.send import link_made
from stakeholders.errors import StakeholderNotFound
from stakeholders.rules.invitations import is_open
from stakeholders.types import Offer
from store.requests import RequestStore
from store.types import Database, Store, Write


async def open_invitations(store: Store, *, now: datetime) -> AsyncIterator[Offer]:
    """Yield every invitation that waits for an answer: a query a person."""
    async for each in everybody(store):
        db = RequestStore(store)
        for held, asked in await _unanswered(db, each.email, now=now):
            yield await _offer(db, held, asked)


async def invitation_links(
    store: Store, email: str, *, origin: str, at: datetime
) -> Sequence[tuple[Offer, str]]:
    """Return each invitation of ``email`` with a new link that accepts it; one commit.

    For an installation that sends no mail; links that were made before stay good.

    Raises:
        StakeholderNotFound: nobody has invited this e-mail, or all was answered.
    """
    db, known = RequestStore(store), Email(email.strip().lower())
    made: list[tuple[Offer, str]] = []
    writes: list[Write] = []
    for held, asked in await _unanswered(db, known, now=at):
        purpose, place = _place(held)
        answer = Answer(purpose=purpose, subject=place, asked=asked)
        secret, added = link_made(known, answer, at=at)
        writes.extend(added)
        made.append((await _offer(db, held, asked), addresses(origin, purpose, secret)["confirm"]))
    if not made:
        raise StakeholderNotFound
    await store.commit(writes)
    return made


async def _unanswered(
    db: Database, email: Email, *, now: datetime
) -> list[tuple[Membership, Asked]]:
    person = await access_of(db, Principal(email=email))
    if person is None:
        return []
    held: tuple[Membership, ...] = (*person.groups.values(), *person.organizations.values())
    asked = ((each, each.invitation) for each in held if not each.has_access)
    return [(each, wish) for each, wish in asked if wish is not None and is_open(wish, now=now)]


async def _offer(db: Database, held: Membership, asked: Asked) -> Offer:
    purpose, place = _place(held)
    name = place
    if not isinstance(held, GroupAccess):
        found = await organization(db, held.organization_id)
        name = found.name if found else place
    return Offer(
        purpose=purpose,
        email=held.email,
        subject=name,
        place=place,
        by=held.granted_by,
        role=held.role,
        until=asked.until,
    )


def _place(held: Membership) -> tuple[Purpose, str]:
    if isinstance(held, GroupAccess):
        return Purpose.GROUP, str(held.group_name)
    return Purpose.ORGANIZATION, str(held.organization_id)
