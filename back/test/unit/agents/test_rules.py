"""Which CI jobs are let in."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.errors import AssertionRefused, ScopeRefused
from agents.rules import LEEWAY, chosen, fits, meets, until_from
from agents.types import Exchange
from db_model.api_tokens.types import Scope
from db_model.trust_rules.types import Condition, TrustRule
from db_model.types import Email, GroupName, RuleId

pytestmark = pytest.mark.not_changes_db
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
TEXTS = st.text("ab/*", max_size=8)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda each: (
        st.lists(each, max_size=3) | st.dictionaries(st.text(max_size=3), each, max_size=3)
    ),
    max_leaves=5,
)


def _rule(*conditions: Condition, scopes: frozenset[Scope], days: int = 0) -> TrustRule:
    return TrustRule(
        id=RuleId(str(days)),
        email=Email("forces.acme@integrates.local"),
        group_name=GroupName("acme"),
        issuer="https://ci.example.com",
        audience="us",
        conditions=conditions or (Condition(claim="sub", pattern="a"),),
        scopes=scopes,
        created_by=Email("ada@example.com"),
        created_at=NOW + timedelta(days=days),
        version=1,
    )


def _like(pattern: str) -> re.Pattern[str]:
    """Return ``pattern`` as the regular expression that it means."""
    parts = re.split(r"(\*\*|\*)", pattern)
    meant = {"**": "(?s:.*)", "*": "[^/]*"}
    return re.compile("".join(meant.get(part) or re.escape(part) for part in parts))


@given(pattern=TEXTS, text=TEXTS)
def test_a_pattern_fits_what_it_says(pattern: str, text: str) -> None:
    assert fits(pattern, text) == bool(_like(pattern).fullmatch(text))


@given(text=st.text(max_size=20))
def test_a_text_fits_itself_and_two_stars(text: str) -> None:
    assert fits(text.replace("*", "x"), text.replace("*", "x"))
    assert fits("**", text)
    assert fits("*", text) == ("/" not in text)


def test_a_pattern_of_many_stars_takes_no_longer_than_it_is_long() -> None:
    assert not fits("*a" * 90 + "b", "a" * 8000)


@given(claims=st.dictionaries(st.sampled_from(["iss", "aud", "sub", "exp"]), JSON))
def test_claims_of_any_shape_are_refused_or_meet_all_conditions(claims: dict[str, Any]) -> None:
    rule = _rule(scopes=frozenset({Scope.GATE}))

    if meets(claims, rule):
        assert claims["iss"] == rule.issuer
        assert claims["sub"] == "a"
    whole = {"iss": rule.issuer, "aud": ["us"], "sub": "a"}
    assert meets(whole, rule)
    for name in whole:
        assert not meets({k: v for k, v in whole.items() if k != name}, rule)


@pytest.mark.parametrize(
    ("value", "pattern", "is_met"),
    [
        (True, "true", True),
        (7, "7", True),
        (7.0, "7*", False),
        (None, "**", False),
        (["a"], "a", False),
    ],
)
def test_a_claim_is_a_text_a_number_or_a_truth(value: object, pattern: str, is_met: bool) -> None:  # noqa: FBT001
    rule = _rule(Condition(claim="c", pattern=pattern), scopes=frozenset({Scope.GATE}))

    assert meets({"iss": rule.issuer, "aud": "us", "c": value}, rule) == is_met


@given(
    end=st.timedeltas(timedelta(days=-1), timedelta(days=1)), begin=st.none() | st.integers(-9, 9)
)
def test_a_token_is_good_from_its_beginning_to_its_end_but_for_the_leeway(
    end: timedelta, begin: int | None
) -> None:
    claims: dict[str, Any] = {"exp": (NOW + end).timestamp()}
    starts = NOW if begin is None else NOW + timedelta(minutes=begin)
    if begin is not None:
        claims["nbf"] = int(starts.timestamp())

    if end + LEEWAY > timedelta() and starts <= NOW + LEEWAY:
        assert abs(until_from(claims, now=NOW) - (NOW + end + LEEWAY)) < timedelta(seconds=1)
    elif abs(end + LEEWAY) > timedelta(seconds=1):
        with pytest.raises(AssertionRefused):
            until_from(claims, now=NOW)


@given(value=JSON)
def test_an_end_of_any_shape_is_an_instant_or_refused(value: Any) -> None:
    try:
        assert until_from({"exp": value}, now=NOW) > NOW
    except AssertionRefused:
        return


@given(
    held=st.lists(st.frozensets(st.sampled_from(Scope), min_size=1), min_size=1, max_size=4),
    asked=st.frozensets(st.sampled_from(Scope)),
)
def test_the_oldest_rule_that_has_all_that_is_asked_for_lets_in(
    held: list[frozenset[Scope]], asked: frozenset[Scope]
) -> None:
    rules = [_rule(scopes=scopes, days=day) for day, scopes in enumerate(held)]
    claims = {"iss": rules[0].issuer, "aud": "us", "sub": "a"}
    wanted = Exchange(group=GroupName("acme"), token="", scopes=asked)

    able = [rule for rule in rules if asked <= rule.scopes]
    if not able:
        with pytest.raises(ScopeRefused):
            chosen(reversed(rules), claims, wanted)
    else:
        rule, scopes = chosen(reversed(rules), claims, wanted)
        assert rule == able[0]
        assert scopes == (asked or rule.scopes)
