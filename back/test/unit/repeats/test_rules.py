"""What a repeat is told, for each state of what came first."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db_model.types import Email, TokenId
from repeats.errors import AnswerLost, AnswerNotKept, OtherRequest, StillInProgress
from repeats.rules import (
    KEPT_FOR,
    LONGEST,
    digest_of,
    is_bare,
    kept_for,
    place_of,
    told_again,
)
from repeats.types import Asked, Asker, Claim, Replay, State

pytestmark = pytest.mark.not_changes_db

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
ASKED = Asked(key="k", digest="d", creates=False, is_secret=False)
ASKER = Asker(email=Email("ada@example.com"), token_id=TokenId("t"), rights=frozenset({"a", "b"}))
TELLING = '{"data":{"addGitRoot":{"success":true,"rootId":"r"}}}'
CLAIM = Claim(
    digest="d",
    nonce="n",
    state=State.ANSWERED,
    at=NOW,
    token_id=TokenId("t"),
    rights=frozenset({"a"}),
    answer=TELLING,
    made=(),
    version=1,
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def test_a_repeat_is_answered_as_the_first_was() -> None:
    assert told_again(CLAIM, ASKED, ASKER, at=NOW) == Replay(TELLING.encode())


@pytest.mark.parametrize(
    ("claim", "asked", "later", "told"),
    [
        (CLAIM, replace(ASKED, digest="e"), timedelta(0), OtherRequest),
        (replace(CLAIM, state=State.BEGUN), ASKED, timedelta(0), StillInProgress),
        (replace(CLAIM, state=State.BEGUN), ASKED, LONGEST, AnswerLost),
        (replace(CLAIM, state=State.SECRET), ASKED, timedelta(0), AnswerNotKept),
        (replace(CLAIM, state=State.TOO_LARGE), ASKED, timedelta(0), AnswerNotKept),
        (replace(CLAIM, token_id=None), ASKED, timedelta(0), AnswerNotKept),
        (replace(CLAIM, rights=frozenset({"c"})), ASKED, timedelta(0), AnswerNotKept),
        (replace(CLAIM, state=State.BEGUN, digest="e"), ASKED, LONGEST, OtherRequest),
    ],
)
def test_a_repeat_is_told_why_it_is_not_answered(
    claim: Claim, asked: Asked, later: timedelta, told: type[Exception]
) -> None:
    with pytest.raises(told):
        told_again(claim, asked, ASKER, at=NOW + later)


def test_that_it_was_done_is_told_through_any_token_and_without_rights() -> None:
    bare = '{"data":{"removeGroup":{"success":true,"__typename":"SimplePayload"}}}'
    claim = replace(CLAIM, answer=bare, token_id=None, rights=frozenset({"c"}))

    assert told_again(claim, ASKED, ASKER, at=NOW) == Replay(bare.encode())


def test_without_a_key_a_lost_right_makes_it_another_request() -> None:
    unkeyed = replace(ASKED, key=None, creates=True)
    lost = replace(CLAIM, rights=frozenset({"c"}))

    assert told_again(lost, unkeyed, ASKER, at=NOW) is None
    assert told_again(CLAIM, unkeyed, ASKER, at=NOW) == Replay(TELLING.encode())


@pytest.mark.parametrize(
    ("answer", "bare"),
    [
        ({"data": {"a": {"success": True}, "b": {"success": False, "results": None}}}, True),
        ({"data": {"a": {"success": True, "rootId": "r"}}}, False),
        ({"data": {"a": {"success": True, "__typename": {"finding": "f"}}}}, False),
        ({"data": {"a": {"success": True, "results": []}}}, False),
        ({"data": {"a": "text"}}, False),
        ({"data": {"a": {"success": True}}, "errors": []}, False),
    ],
)
def test_an_answer_is_bare_if_it_tells_only_that_it_was_done(
    answer: dict[str, Any], *, bare: bool
) -> None:
    assert is_bare(json.dumps(answer).encode()) is bare


@given(st.text(), st.none() | st.text(), st.dictionaries(st.text(), JSON, max_size=3))
def test_a_digest_tells_any_two_requests_apart(
    query: str, name: str | None, variables: dict[str, Any]
) -> None:
    digest = digest_of(query, name, variables)

    assert digest == digest_of(query, name, dict(reversed(variables.items())))
    assert digest != digest_of(query + " ", name, variables)
    assert digest != digest_of(query, (name or "") + "x", variables)
    assert digest != digest_of(query, name, {**variables, "one more": 1})


@given(st.text(min_size=1, max_size=255), st.text(min_size=1, max_size=255))
def test_keys_and_requests_have_places_of_their_own(one: str, other: str) -> None:
    def keyed(key: str) -> str | None:
        return place_of(replace(ASKED, key=key), window=MINUTE)

    unkeyed = Asked(key=None, digest=one, creates=True, is_secret=False)

    assert (keyed(one) == keyed(other)) is (one == other)
    assert keyed(one) != place_of(unkeyed, window=MINUTE)


def test_without_a_key_only_what_adds_is_known_again_and_for_a_while() -> None:
    adding = Asked(key=None, digest="d", creates=True, is_secret=False)

    assert place_of(adding, window=MINUTE) is not None
    assert place_of(adding, window=timedelta(0)) is None
    assert place_of(replace(adding, creates=False), window=MINUTE) is None
    assert kept_for(adding, window=MINUTE) == MINUTE
    assert kept_for(ASKED, window=MINUTE) == KEPT_FOR == timedelta(hours=48)
