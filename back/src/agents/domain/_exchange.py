"""Letting a CI job in for the token that its CI gave it (RFC 8693): no secret is kept in the CI."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from agents.domain._assertions import claimed, name_of, proved
from agents.errors import AssertionRefused, IssuerUnavailable
from agents.rules import LIFE, chosen, is_same_job, until_from
from agents.types import Exchange, Exchanged
from authz.access import Principal, access_of
from authz.tokens import TokenKind, digest_of, new_token
from db_model.api_tokens.add import lent
from db_model.api_tokens.remove import given_back
from db_model.api_tokens.types import TokenOwner, Workload
from db_model.commit import commit
from db_model.context import Changed, Operation, Origin
from db_model.errors import ChangedMeanwhile
from db_model.trust_rules import keys
from db_model.trust_rules.add import exchanged, stands
from db_model.trust_rules.get import used as used_before
from db_model.trust_rules.types import TrustRule, Used
from db_model.types import TokenId
from groups.rules import service_account
from issuers.errors import IssuerUnavailable as NotAnswered
from issuers.errors import UnknownKey
from issuers.keys import SigningKey
from issuers.named import NamedIssuers
from kit.ids import random_id
from kit.time import milliseconds
from store.types import Database, Write
from store.versions import next_version


async def exchange(
    db: Database, issuers: NamedIssuers, asked: Exchange, *, origin: Origin
) -> Exchanged:
    """Let a CI job into the group that it asks for, for 15 minutes; one commit.

    ``origin`` is where the job asks from, and when.  A job whose answer was lost may ask again for
    a minute: what it was given before ends with that.

    Raises:
        AssertionRefused: there is no such group, no rule of it means the job, or its token is not
            good; also when it was exchanged before, unless it is the same job.
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
    letting = _Letting(rule=rule, made=made, token=asked.token, claims=claims, origin=origin)
    try:
        await _let_in(db, letting)
    except ChangedMeanwhile:
        await _let_in_again(db, letting)
    return made


@dataclass(frozen=True, slots=True, kw_only=True)
class _Letting:
    """What is ``made`` for a job that proved its ``claims`` by a ``token``."""

    rule: TrustRule
    made: Exchanged
    token: str
    claims: Mapping[str, Any]
    origin: Origin

    @property
    def name(self) -> str:
        return name_of(self.token, self.claims)

    @property
    def subject(self) -> str:
        return hashlib.sha256(self.token.encode()).hexdigest()


async def _let_in(db: Database, letting: _Letting) -> None:
    used = _used(letting, since=letting.origin.at)
    also = [_told(letting.rule, letting.made.token_id, Operation.CREATED)]
    await commit(db, _writes(letting, used), letting.origin, also=also)


async def _let_in_again(db: Database, letting: _Letting) -> None:
    """Let a job in that was let in before, in place of what it was given then."""
    rule, found = letting.rule, await used_before(db, letting.rule.issuer, letting.name)
    if found is None or not is_same_job(found[0], letting.subject, rule, letting.origin):
        raise AssertionRefused("it was exchanged, or its rule removed")
    before, version = found
    writes = _writes(letting, _used(letting, since=before.since), was=version)
    also = [
        _told(rule, letting.made.token_id, Operation.CREATED),
        _told(rule, before.token_id, Operation.REMOVED),
    ]
    try:
        await commit(db, (*writes, given_back(before.digest)), letting.origin, also=also)
    except ChangedMeanwhile as meanwhile:
        raise AssertionRefused("it is being exchanged, or its rule was removed") from meanwhile


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


def _writes(letting: _Letting, used: Used, *, was: int | None = None) -> tuple[Write, ...]:
    rule, at = letting.rule, letting.origin.at
    until = until_from(letting.claims, now=at)
    key = keys.exchanged(rule.issuer, letting.name)
    made = letting.made
    workload = Workload(rule=made.rule, scopes=made.scopes, expires_at=made.expires_at)
    owner = TokenOwner(email=rule.email, token_id=used.token_id, workload=workload)
    version = next_version(was, milliseconds(at))
    return (
        stands(rule),
        exchanged(key, used, version=version, until=until, was=was),
        lent(owner, digest=used.digest, version=milliseconds(at)),
    )


def _used(letting: _Letting, *, since: datetime) -> Used:
    digest = digest_of(letting.made.text)
    assert digest is not None, "a new token is one of ours"
    return Used(
        subject=letting.subject,
        address=letting.origin.address,
        since=since,
        email=letting.rule.email,
        digest=digest,
        token_id=TokenId(letting.made.token_id),
    )


def _told(rule: TrustRule, token_id: str, operation: Operation) -> Changed:
    """Return what the trail is to know: what is lent to a job is no entity."""
    return Changed(kind="job-token", operation=operation, ids=(token_id,), group=rule.group_name)
