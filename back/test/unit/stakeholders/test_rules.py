"""What the business allows of API tokens."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db_model.api_tokens.types import ApiToken, Scope
from db_model.types import Email, GroupName, TokenId
from errors import AppError
from stakeholders.errors import (
    InvalidExpirationTime,
    InvalidReach,
    TokenReplaced,
    TooManyTokens,
)
from stakeholders.rules.tokens import (
    LONGEST_LIFE,
    MOST_TOKENS,
    UNUSED,
    WARNED_BEFORE,
    check_room,
    expiry_from,
    looks,
    overlap_from,
    reach_from,
    retired,
    standing,
    token_name_from,
    warned_of,
)
from stakeholders.types import AskedReach

pytestmark = pytest.mark.not_changes_db

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
LIVES = st.lists(st.timedeltas(timedelta(days=-9), timedelta(days=9)), max_size=6)


def _tokens(lives: list[timedelta]) -> tuple[ApiToken, ...]:
    return tuple(
        ApiToken(
            id=TokenId(str(number)),
            email=Email("ada@example.com"),
            name="CI",
            digest="0" * 64,
            issued_at=NOW - LONGEST_LIFE,
            expires_at=NOW + life,
            version=1,
        )
        for number, life in enumerate(lives)
    )


@given(seconds=st.integers(-(2**31), 2**31 - 1))
def test_an_expiry_is_later_than_now_by_less_than_half_a_year(seconds: int) -> None:
    at = datetime.fromtimestamp(seconds, UTC)
    if NOW < at < NOW + LONGEST_LIFE:
        assert expiry_from(seconds, now=NOW) == at
    else:
        with pytest.raises(InvalidExpirationTime):
            expiry_from(seconds, now=NOW)


@pytest.mark.parametrize("after", [timedelta(), LONGEST_LIFE])
def test_both_ends_are_refused(after: timedelta) -> None:
    with pytest.raises(InvalidExpirationTime):
        expiry_from(int((NOW + after).timestamp()), now=NOW)


@given(lives=LIVES)
def test_a_token_stands_until_it_expires(lives: list[timedelta]) -> None:
    tokens = _tokens(lives)

    assert {token.id for token in standing(tokens, now=NOW)} == {
        str(number) for number, life in enumerate(lives) if life > timedelta()
    }


@given(lives=LIVES)
def test_there_is_room_while_fewer_stand_than_may(lives: list[timedelta]) -> None:
    tokens = _tokens(lives)
    if len(standing(tokens, now=NOW)) < MOST_TOKENS:
        check_room(tokens, now=NOW)
    else:
        with pytest.raises(TooManyTokens):
            check_room(tokens, now=NOW)


@given(text=st.text())
def test_a_name_that_is_kept_is_filled_and_short(text: str) -> None:
    try:
        name = token_name_from(text)
    except AppError:
        return
    assert name.strip()
    assert len(name) <= 20


@given(life=st.timedeltas(timedelta(minutes=1), LONGEST_LIFE))
def test_a_token_is_looked_at_while_it_stands(life: timedelta) -> None:
    token = replace(_tokens([life])[0], issued_at=NOW)

    for at in looks(token):
        assert NOW < at < token.expires_at
    assert len(looks(token)) == sum(life > before for before in (*WARNED_BEFORE, UNUSED))


@given(life=st.timedeltas(timedelta(minutes=1), LONGEST_LIFE), seconds=st.integers(0, 7 * 86_400))
def test_a_token_that_was_replaced_ends_no_later_and_is_not_replaced_again(
    life: timedelta, seconds: int
) -> None:
    (token,) = _tokens([life])

    ending = retired(token, overlap=overlap_from(seconds), now=NOW)

    assert ending.expires_at == min(token.expires_at, NOW + timedelta(seconds=seconds))
    assert warned_of(ending, now=ending.expires_at - timedelta(minutes=1)) is None
    with pytest.raises(TokenReplaced):
        retired(ending, overlap=timedelta(), now=NOW)


@given(
    scopes=st.none() | st.lists(st.sampled_from(Scope), max_size=6).map(tuple),
    groups=st.none() | st.lists(st.sampled_from(["One", "two"]), max_size=3).map(tuple),
)
def test_places_need_scopes_and_no_list_is_empty(
    scopes: tuple[Scope, ...] | None, groups: tuple[GroupName, ...] | None
) -> None:
    asked = AskedReach(scopes=scopes, groups=groups)

    if scopes is None and groups is None:
        assert reach_from(asked) is None
    elif not scopes or groups == ():
        with pytest.raises(InvalidReach):
            reach_from(asked)
    else:
        reach = reach_from(asked)
        assert reach is not None
        assert reach.scopes == set(scopes)
        assert reach.groups == {name.lower() for name in groups or ()}
        assert reach.is_everywhere == (groups is None)
