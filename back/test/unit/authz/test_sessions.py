"""The text of a session's cookie, and how long a session lasts."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from authz.sessions import IDLE, LIFE, counts_until, new_session_text, session_digest, stands
from db_model.sessions.types import Session, SessionUse
from db_model.types import Email, SessionId

pytestmark = pytest.mark.not_changes_db

BEGAN = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
SESSION = Session(
    id=SessionId("one"),
    email=Email("ada@example.com"),
    digest="0" * 64,
    method="test",
    agent="Firefox",
    created_at=BEGAN,
    ends_at=BEGAN + LIFE,
    version=1,
)
USE = SessionUse(email=SESSION.email, session_id=SESSION.id, at=BEGAN, version=1)
SECONDS = st.integers(0, 10 * 3600).map(lambda seconds: timedelta(seconds=seconds))


def test_a_new_text_is_43_characters_that_no_other_has() -> None:
    texts = {new_session_text() for _ in range(100)}

    assert {len(text) for text in texts} == {43}
    assert len(texts) == 100


def test_a_text_is_known_by_its_hash() -> None:
    text = new_session_text()

    assert session_digest(text) == hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.parametrize(
    "text", ["", "a" * 42, "a" * 44, "a" * 42 + "=", "a" * 42 + "\n", "é" * 43]
)
def test_what_never_was_one_of_ours_is_known_by_nothing(text: str) -> None:
    assert session_digest(text) is None


@given(used=SECONDS, asked=SECONDS)
def test_it_stands_for_eight_hours_if_it_is_used_each_half_hour(
    used: timedelta, asked: timedelta
) -> None:
    found = stands(SESSION, replace(USE, at=BEGAN + used), now=BEGAN + asked)

    assert found == (asked < LIFE and asked - used < IDLE)
    assert found == (BEGAN + asked < counts_until(SESSION.ends_at, BEGAN + used))


def test_it_does_not_stand_on_the_use_of_another() -> None:
    assert not stands(SESSION, None, now=BEGAN)
    assert not stands(SESSION, replace(USE, session_id=SessionId("other")), now=BEGAN)
