"""Which CI jobs are let in.  Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any, Final

from agents.errors import (
    AssertionRefused,
    InvalidAudience,
    InvalidConditions,
    InvalidIssuer,
    InvalidScopes,
    OpenToAnybody,
    ScopeRefused,
    TooManyRules,
)
from agents.types import Exchange, NewRule
from db_model.api_tokens.types import Scope
from db_model.context import Origin
from db_model.trust_rules.types import Condition, TrustRule, Used
from db_model.types import Email, GroupName
from groups.rules import service_account
from kit.time import milliseconds

MOST_RULES: Final = 20
MOST_CONDITIONS: Final = 10
LIFE: Final = timedelta(minutes=15)  # of what a CI job is given
AGENT_LIFE: Final = timedelta(days=180)  # of a CI agent's token
LEEWAY: Final = timedelta(seconds=60)  # that clocks may be apart
REPEATED_WITHIN: Final = timedelta(seconds=60)
LONGEST_TOKEN: Final = 8 * 1024  # bytes
_LATEST: Final = 253_402_300_799  # the last second that a date can be, in epoch seconds
_ISSUER: Final = re.compile(r"https?://[A-Za-z0-9.\-\[\]:]+(?:/[A-Za-z0-9._~\-/]*)?")
_VISIBLE: Final = re.compile(r"[\x21-\x7e]{1,200}")
_CLAIM: Final = re.compile(r"[A-Za-z0-9_.:/\-]{1,100}")
# Issuers that serve everybody, and the claims that say whose a job is.
_SHARED: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "https://token.actions.githubusercontent.com": (
            *("repository", "repository_id", "repository_owner", "repository_owner_id", "sub"),
        ),
        "https://gitlab.com": (
            "namespace_id",
            "namespace_path",
            "project_id",
            "project_path",
            "sub",
        ),
    }
)


def rule_from(
    new: NewRule, group: GroupName, rules: Sequence[TrustRule], *, by: Email, at: datetime
) -> TrustRule:
    """Return the rule that ``new`` asks for, beside those that the group has.

    Raises:
        AppError: a part of it is refused, or the group has as many rules as may be.
    """
    if len(rules) >= MOST_RULES:
        raise TooManyRules(MOST_RULES)
    if len(new.issuer) > 200 or _ISSUER.fullmatch(new.issuer) is None:  # noqa: PLR2004 - as told
        raise InvalidIssuer
    if _VISIBLE.fullmatch(new.audience) is None:
        raise InvalidAudience
    if not new.scopes:
        raise InvalidScopes
    _check_conditions(new.issuer, new.conditions)
    return TrustRule(
        id=new.id,
        email=service_account(group),
        group_name=group,
        issuer=new.issuer,
        audience=new.audience,
        conditions=new.conditions,
        scopes=frozenset(new.scopes),
        created_by=by,
        created_at=at,
        version=milliseconds(at),
    )


def _check_conditions(issuer: str, conditions: Sequence[Condition]) -> None:
    are_sound = all(
        _CLAIM.fullmatch(each.claim) and _VISIBLE.fullmatch(each.pattern) for each in conditions
    )
    if not 1 <= len(conditions) <= MOST_CONDITIONS or not are_sound:
        raise InvalidConditions
    owners = _SHARED.get(issuer.rstrip("/"))
    named = (each for each in conditions if owners is None or each.claim in owners)
    if not any(_says_whose(each.pattern) for each in named):
        raise OpenToAnybody(", ".join(owners) if owners else "any claim, not by a wildcard")


def _says_whose(pattern: str) -> bool:
    """Return whether the first part of ``pattern`` is one name, so that it fits one owner."""
    return "*" not in pattern.split("/", 1)[0]


def fits(pattern: str, text: str) -> bool:
    """Return whether ``text`` is as ``pattern`` says: case counts, and all of it is compared.

    ``*`` stands for any characters but a slash, ``**`` for any.  Takes time in the length of
    the one by that of the other, whatever they are.
    """
    parts = re.split(r"(\*\*|\*)", pattern)
    ends = {0}
    for place, part in enumerate(parts):
        if place % 2 == 0:
            ends = {end + len(part) for end in ends if text.startswith(part, end)}
        else:
            ends = _past(text, ends, stops=part == "*")
    return len(text) in ends


def _past(text: str, ends: set[int], *, stops: bool) -> set[int]:
    """Return every end of what a wildcard may take of ``text`` from one of ``ends`` on."""
    found: set[int] = set()
    is_open = False
    for place in range(len(text) + 1):
        is_open = place in ends or (is_open and not (stops and text[place - 1] == "/"))
        if is_open:
            found.add(place)
    return found


def meets(claims: Mapping[str, Any], rule: TrustRule) -> bool:
    """Return whether a job with these ``claims``, which its issuer vouches for, is meant."""
    audience = claims.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    return (
        claims.get("iss") == rule.issuer
        and rule.audience in audiences
        and all(_meets(claims.get(each.claim), each.pattern) for each in rule.conditions)
    )


def _meets(value: object, pattern: str) -> bool:
    match value:
        case bool():
            return fits(pattern, str(value).lower())
        case str() | int():
            return fits(pattern, str(value))
        case _:
            return False


def until_from(claims: Mapping[str, Any], *, now: datetime) -> datetime:
    """Return until when a token with these ``claims`` may be exchanged, the leeway included.

    Raises:
        AssertionRefused: it is over, not begun, made in the future, or says nothing of its end.
    """
    end, begin, made = (_instant(claims, name) for name in ("exp", "nbf", "iat"))
    if end is None:
        raise AssertionRefused("it has no end")
    if end + LEEWAY <= now:
        raise AssertionRefused("it has expired")
    if any(each is not None and each - LEEWAY > now for each in (begin, made)):
        raise AssertionRefused("it is not valid yet")
    return end + LEEWAY


def is_same_job(used: Used, subject: str, rule: TrustRule, origin: Origin) -> bool:
    """Return whether a token that was exchanged comes again from a job that lost the answer.

    That is the very same token, by its SHA-256, from the same address, for the same account,
    within a minute of the first time.
    """
    return (
        used.subject == subject
        and origin.address is not None
        and used.address == origin.address
        and used.email == rule.email
        and timedelta() <= origin.at - used.since <= REPEATED_WITHIN
    )


def _instant(claims: Mapping[str, Any], name: str) -> datetime | None:
    value = claims.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < _LATEST:
        raise AssertionRefused(f"its {name} is no instant")
    return datetime.fromtimestamp(value, UTC)


def chosen(
    rules: Iterable[TrustRule], claims: Mapping[str, Any], asked: Exchange
) -> tuple[TrustRule, frozenset[Scope]]:
    """Return the rule that lets the job in, the oldest that has all it asks for, and the scopes.

    Raises:
        AssertionRefused: no rule means the job.
        ScopeRefused: none of those that do has all that it asks for.
    """
    meant = sorted(
        (rule for rule in rules if meets(claims, rule)), key=lambda rule: (rule.created_at, rule.id)
    )
    if not meant:
        raise AssertionRefused("no rule means it")
    for rule in meant:
        if asked.scopes <= rule.scopes:
            return rule, asked.scopes or rule.scopes
    raise ScopeRefused
