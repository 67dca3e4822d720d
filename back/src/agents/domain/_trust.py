"""Trust rules: whose CI jobs are let into a group."""

from datetime import datetime

from agents.errors import AgentNotFound, RuleNotFound
from agents.rules import rule_from
from agents.types import NewRule
from authz.access import Access, Principal, access_of, origin
from authz.grants import GroupGrant, require
from authz.policy import Action
from db_model.commit import attempted, commit
from db_model.groups.types import Group
from db_model.stakeholders.update import touched
from db_model.trust_rules.add import added
from db_model.trust_rules.remove import removed
from db_model.trust_rules.types import TrustRule
from db_model.types import RuleId
from groups.rules import service_account
from store.types import Database


async def add_trust_rule(
    db: Database, grant: GroupGrant, new: NewRule, *, at: datetime
) -> TrustRule:
    """Let the CI jobs that ``new`` describes into the granted group; one commit.

    Raises:
        AgentNotFound: the group has none.
        AppError: as ``rule_from``.
    """
    require(grant, Action.ADD_TRUST_RULE)
    by = grant.access.stakeholder.email

    async def attempt() -> TrustRule:
        account = await account_of(db, grant.on)
        if account is None:
            raise AgentNotFound
        rule = rule_from(new, grant.on.name, account.rules, by=by, at=at)
        writes = (added(rule), touched(account.stakeholder, at=at))
        await commit(db, writes, origin(grant.access, at=at))
        return rule

    return await attempted(attempt)


async def remove_trust_rule(db: Database, grant: GroupGrant, *, id_: RuleId, at: datetime) -> None:
    """Let no more in, nor whom it let in on; effective on their next request; one commit.

    Raises:
        RuleNotFound: the granted group has none with this id.
    """
    require(grant, Action.REMOVE_TRUST_RULE)

    async def attempt() -> None:
        rule = next((each for each in await trust_rules(db, grant.on) if each.id == id_), None)
        if rule is None:
            raise RuleNotFound
        await commit(db, [removed(rule)], origin(grant.access, at=at))

    await attempted(attempt)


async def trust_rules(db: Database, group: Group) -> tuple[TrustRule, ...]:
    """Return the rules of a group, the oldest first: one query."""
    account = await account_of(db, group)
    rules = account.rules if account else ()
    return tuple(sorted(rules, key=lambda rule: (rule.created_at, rule.id)))


async def account_of(db: Database, group: Group) -> Access | None:
    """Return what the CI agent of a group is, if it is there and a member: one query."""
    account = await access_of(db, Principal(email=service_account(group.name)))
    return account if account and account.group_role(group.name) else None
