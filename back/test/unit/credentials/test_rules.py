"""What the business allows of credentials."""

import base64
import string
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from credentials.errors import InvalidCredentialsField, InvalidPassword, InvalidSecret
from credentials.rules import (
    changed,
    credentials_from,
    login_from,
    password_from,
    place_of,
    ssh_key_from,
)
from credentials.types import NewCredentials
from db_model.credentials.types import Credentials, CredentialsType
from db_model.types import CredentialsId, Email, OrganizationId
from errors import AppError

pytestmark = pytest.mark.not_changes_db

CHARACTERS: Final = string.ascii_letters + string.digits + string.punctuation
AT: Final = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
ORGANIZATION: Final = OrganizationId("ORG#1")
BY: Final = Email("me@example.com")
OTHER: Final = Email("other@example.com")
TOKEN: Final = NewCredentials(name="n", type=CredentialsType.HTTPS, token="t")

maybe_text = st.none() | st.text(max_size=5)
asked = st.builds(
    NewCredentials,
    name=maybe_text,
    type=st.none() | st.sampled_from(CredentialsType),
    key=maybe_text,
    user=maybe_text,
    password=maybe_text,
    token=maybe_text,
    is_pat=st.none() | st.booleans(),
    azure_organization=maybe_text,
)


def _made(new: NewCredentials = TOKEN) -> Credentials:
    made, _ = credentials_from(new, ORGANIZATION, id_=CredentialsId("c"), by=BY, at=AT)
    return made


@given(new=asked)
def test_what_is_kept_has_exactly_one_kind_of_secret(new: NewCredentials) -> None:
    try:
        made, login = credentials_from(new, ORGANIZATION, id_=CredentialsId("c"), by=BY, at=AT)
    except AppError:
        return

    kinds = [login.key is not None, login.token is not None, login.user is not None]
    assert sum(kinds) == 1
    assert (login.user is None) == (login.password is None)
    assert (made.type is CredentialsType.SSH) == (login.key is not None)
    assert made.is_token == (login.token is not None)
    assert made.is_pat == (made.azure_organization is not None)
    assert made.name == made.name.strip() != ""


@given(new=asked)
def test_no_secret_is_told_by_what_is_asked_nor_by_what_is_made(new: NewCredentials) -> None:
    marked = replace(new, name="n", token="hunter2")

    assert "hunter2" not in repr(marked)
    told: object
    try:
        told = credentials_from(marked, ORGANIZATION, id_=CredentialsId("c"), by=BY, at=AT)
    except AppError as refusal:
        told = refusal
    assert "hunter2" not in repr(told)


@given(raw=st.binary(min_size=1).filter(bytes.strip))
def test_a_key_ends_in_one_line_feed_more_at_most(raw: bytes) -> None:
    kept = base64.b64decode(ssh_key_from(base64.b64encode(raw).decode()))

    assert kept == (raw if raw.endswith(b"\n") else raw + b"\n")


@given(text=st.text(CHARACTERS, min_size=40, max_size=60))
def test_a_password_that_is_taken_goes_nowhere_up_or_down_by_three(text: str) -> None:
    try:
        kept = password_from(text)
    except AppError:
        return

    assert kept == text
    assert text[0].isalpha()
    for first in range(len(text) - 2):
        run = text[first : first + 3].lower()
        steps = {ord(b) - ord(a) for a, b in ((run[0], run[1]), (run[1], run[2]))}
        assert not run.isalnum() or steps not in ({1}, {-1})


@pytest.mark.parametrize("run", ["abc", "cba", "123", "987", "XyZ"])
def test_a_run_is_seen_wherever_it_is(run: str) -> None:
    good = "Zq7-Tm4_Xw9.Lk2+Vb6=Rn8-Pd3_Hs5.Cj1+Gy0=A"
    assert password_from(good) == good

    for place in (1, 20, len(good)):
        with pytest.raises(InvalidPassword, match="sequentials"):
            password_from(f"{good[:place]}-{run}-{good[place:]}")


@given(new=asked)
def test_a_change_keeps_what_is_not_told_and_makes_who_tells_a_secret_the_owner(
    new: NewCredentials,
) -> None:
    was = _made()
    try:
        now, login = changed(was, new, by=OTHER, at=AT + timedelta(seconds=1))
    except AppError:
        return

    assert now.owner == (OTHER if login is not None else BY)
    assert now.name == (was.name if new.name is None else new.name.strip())
    assert (now == was) == (now.version == was.version)
    assert place_of(now) == place_of(was)


def test_a_change_of_nothing_is_none() -> None:
    was = _made()

    same = changed(was, NewCredentials(name=" n "), by=OTHER, at=AT + timedelta(days=1))

    assert same == (was, None)


def test_another_type_needs_its_secret() -> None:
    with pytest.raises(InvalidSecret):
        changed(_made(), NewCredentials(type=CredentialsType.SSH), by=OTHER, at=AT)


@given(text=st.text(max_size=10))
def test_no_login_has_a_control_character(text: str) -> None:
    assume(not text.isprintable())

    with pytest.raises(InvalidCredentialsField):
        login_from(replace(TOKEN, token=f"x{text}"), CredentialsType.HTTPS)
