"""The members of a removed group, and the account of its CI agent."""

from collections.abc import Sequence
from functools import partial

from agents.domain import place_of
from authz.access import Principal, access_of
from db_model.access import keys
from db_model.access.remove import removed
from db_model.access.types import GroupAccess, Membership
from db_model.codec import decode
from db_model.paging import pages
from db_model.stakeholders.keys import PREFIX
from db_model.trust_rules.remove import removed as rule_removed
from db_model.types import Email
from envelopes.seal import discarded
from groups.rules import service_account
from removals.domain.work import Work, done
from stakeholders.domain import departed, left_group
from store.types import Database, Index, Query, Write


async def remove_members(work: Work) -> None:
    """Take everybody out of the group, a commit a person, and remove its CI agent's account.

    Who has no other group leaves the organization and the platform, as whoever is removed alone.
    """
    query = Query(pk=keys.group_place(work.group.name), index=Index.G1, prefix=PREFIX)
    async for page in pages(work.store, query):
        for item in page:
            await done(work, partial(_member, work, decode(GroupAccess, item).email))
    await done(work, partial(_agent, work))


async def _member(work: Work, email: Email, db: Database) -> Sequence[Write]:
    person = await access_of(db, Principal(email=email))
    is_agent = email == service_account(work.group.name)
    if person is None or is_agent or work.group.name not in person.groups:
        return ()
    by = work.group.state.modified_by
    return await left_group(db, person, work.group, by=by, at=work.at)


async def _agent(work: Work, db: Database) -> Sequence[Write]:
    agent = await access_of(db, Principal(email=service_account(work.group.name)))
    if agent is None:
        return ()
    by = work.group.state.modified_by
    memberships: tuple[Membership, ...] = (*agent.groups.values(), *agent.organizations.values())
    return (
        *(rule_removed(rule) for rule in agent.rules),
        *discarded([place_of(work.group.name)]),
        *(write for each in memberships for write in removed(each, by=by, at=work.at)),
        *departed(agent, at=work.at),
    )
