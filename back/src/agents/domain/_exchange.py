"""Letting a CI job in for the token that its CI gave it (RFC 8693): no secret is kept in the CI."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from agents.domain._assertions import claimed, name_of, proved
from agents.errors import AssertionRefused, IssuerUnavailable
from agents.rules import LIFE, chosen, until_from
from agents.types import Exchange, Exchanged
from authz.access import Principal, access_of
from authz.tokens import TokenKind, digest_of, new_token
from db_model.api_tokens.add import lent
from db_model.api_tokens.types import TokenOwner, Workload
from db_model.commit import commit
from db_model.context import Origin
from db_model.errors import ChangedMeanwhile
from db_model.trust_rules import keys
from db_model.trust_rules.add import exchanged, stands
from db_model.trust_rules.types import TrustRule
from db_model.types import TokenId
from groups.rules import service_account
from issuers.errors import IssuerUnavailable as NotAnswered
from issuers.errors import UnknownKey
from issuers.keys import SigningKey
from issuers.named import NamedIssuers
from kit.ids import random_id
from kit.time import milliseconds
from store.types import Database, Write


async def exchange(
    db: Database, issuers: NamedIssuers, asked: Exchange, *, origin: Origin
) -> Exchanged:
    """Let a CI job into the group that it asks for, for 15 minutes; one commit.

    ``origin`` is where the job asks from, and when.

    Raises:
        AssertionRefused: there is no such group, no rule of it means the job, or its token is not
            good; also when it was exchanged before.
        ScopeRefused: the rule has not all that it asks for.
        IssuerUnavailable: whether the token is good cannot be known now.
    """
    at = origin.at
    rules = await _trusting(db, asked)
    claims = await _proved(issuers, asked.token, at=at)
    rule, scopes = chosen(rules, claims, asked)
    made = Exchanged(
        text=new_token(TokenKind.GROUP),
        scopes=scopes,
        rule=rule.id,
        token_id=f"{rule.id}/{random_id()}",
        subject=str(claims.get("sub", "")),
        expires_at=at + LIFE,
    )
    try:
        await commit(db, _writes(rule, made, name_of(asked.token, claims), claims, at=at), origin)
    except ChangedMeanwhile as meanwhile:
        raise AssertionRefused("it was exchanged, or its rule removed") from meanwhile
    return made


async def _trusting(db: Database, asked: Exchange) -> tuple[TrustRule, ...]:
    """Return the rules of the group that are of the token's issuer: only whom it trusts is asked.

    Raises:
        AssertionRefused: there are none.
    """
    issuer, _ = claimed(asked.token)
    account = await access_of(db, Principal(email=service_account(asked.group)))
    rules = tuple(rule for rule in account.rules if rule.issuer == issuer) if account else ()
    if not rules:
        raise AssertionRefused("no rule is of its issuer")
    return rules


async def _proved(issuers: NamedIssuers, token: str, *, at: datetime) -> Mapping[str, Any]:
    issuer, key_id = claimed(token)
    claims = proved(token, await _key(issuers, issuer, key_id, at=at))
    until_from(claims, now=at)
    return claims


async def _key(issuers: NamedIssuers, issuer: str, id_: str, *, at: datetime) -> SigningKey:
    try:
        return await issuers.key(issuer, id_, now=at)
    except UnknownKey as unknown:
        raise AssertionRefused("its issuer has no such key") from unknown
    except NotAnswered as fault:
        raise IssuerUnavailable from fault


def _writes(
    rule: TrustRule, made: Exchanged, name: str, claims: Mapping[str, Any], *, at: datetime
) -> tuple[Write, ...]:
    version, until = milliseconds(at), until_from(claims, now=at)
    return (
        stands(rule),
        exchanged(keys.exchanged(rule.issuer, name), version=version, until=until),
        lent(_owner(rule, made), digest=_digest(made), version=version),
    )


def _owner(rule: TrustRule, made: Exchanged) -> TokenOwner:
    workload = Workload(rule=made.rule, scopes=made.scopes, expires_at=made.expires_at)
    return TokenOwner(email=rule.email, token_id=TokenId(made.token_id), workload=workload)


def _digest(made: Exchanged) -> str:
    digest = digest_of(made.text)
    assert digest is not None, "a new token is one of ours"
    return digest
