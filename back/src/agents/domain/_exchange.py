"""Letting a CI job in for the token that its CI gave it (RFC 8693): no secret is kept in the CI."""

from agents.domain._assertions import claimed, name_of, proved
from agents.domain._issuers import Issuers
from agents.errors import AssertionRefused
from agents.rules import LIFE, chosen, until_from
from agents.types import Exchange, Exchanged
from authz.access import Access, Principal, access_of
from authz.tokens import TokenKind, digest_of, new_token
from db_model.api_tokens.add import lent
from db_model.api_tokens.types import TokenOwner, Workload
from db_model.commit import commit
from db_model.context import Origin
from db_model.errors import ChangedMeanwhile
from db_model.trust_rules import keys
from db_model.trust_rules.add import exchanged, stands
from db_model.types import TokenId
from groups.rules import service_account
from kit.ids import random_id
from kit.time import milliseconds
from store.types import Database


async def exchange(db: Database, issuers: Issuers, asked: Exchange, *, origin: Origin) -> Exchanged:
    """Let a CI job into the group that it asks for, for 15 minutes; one commit.

    ``origin`` is where the job asks from, and when.

    Raises:
        AssertionRefused: there is no such group, no rule of it means the job, or its token is not
            good; also when it was exchanged before.
        ScopeRefused: the rule has not all that it asks for.
        IssuerUnavailable: whether the token is good cannot be known now.
    """
    issuer, key_id = claimed(asked.token)
    account = await access_of(db, Principal(email=service_account(asked.group)))
    # Only whom the group trusts is asked for anything.
    rules = [rule for rule in account.rules if rule.issuer == issuer] if account else []
    if account is None or not rules:
        raise AssertionRefused("no rule is of its issuer")
    at = origin.at
    claims = proved(asked.token, await issuers.key(issuer, key_id, now=at))
    until = until_from(claims, now=at)
    rule, scopes = chosen(rules, claims, asked)
    made = Exchanged(
        text=new_token(TokenKind.GROUP),
        scopes=scopes,
        rule=rule.id,
        token_id=f"{rule.id}/{random_id()}",
        subject=str(claims.get("sub", "")),
        expires_at=at + LIFE,
    )
    guard = keys.exchanged(issuer, name_of(asked.token, claims))
    version = milliseconds(at)
    writes = (
        stands(rule),
        exchanged(guard, version=version, until=until),
        lent(_owner(account, made), digest=_digest(made), version=version),
    )
    try:
        await commit(db, writes, origin)
    except ChangedMeanwhile as meanwhile:
        raise AssertionRefused("it was exchanged, or its rule removed") from meanwhile
    return made


def _owner(account: Access, made: Exchanged) -> TokenOwner:
    workload = Workload(rule=made.rule, scopes=made.scopes, expires_at=made.expires_at)
    return TokenOwner(
        email=account.stakeholder.email, token_id=TokenId(made.token_id), workload=workload
    )


def _digest(made: Exchanged) -> str:
    digest = digest_of(made.text)
    assert digest is not None, "a new token is one of ours"
    return digest
