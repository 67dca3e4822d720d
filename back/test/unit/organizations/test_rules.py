"""What the business allows of organizations."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from errors import AppError
from organizations.errors import InvalidName
from organizations.rules import country_from, name_from
from texts.errors import InvalidLength

pytestmark = pytest.mark.not_changes_db


@given(
    text=st.text(string.ascii_letters, min_size=4, max_size=20), around=st.text(" \t", max_size=3)
)
def test_a_name_of_letters_is_kept_in_lower_case(text: str, around: str) -> None:
    assert name_from(f"{around}{text}{around}") == text.lower()


@given(text=st.text())
def test_a_name_that_is_kept_is_four_to_twenty_letters(text: str) -> None:
    try:
        name = name_from(text)
    except AppError:
        return
    assert 4 <= len(name) <= 20
    assert set(name) <= set(string.ascii_lowercase)


def test_the_length_is_looked_at_before_the_letters() -> None:
    with pytest.raises(InvalidLength):
        name_from("a1")
    with pytest.raises(InvalidName):
        name_from("abc1")


@given(text=st.text(string.ascii_letters + " ", max_size=70))
def test_a_country_that_is_kept_is_filled_and_short(text: str) -> None:
    try:
        country = country_from(text)
    except AppError:
        assert not 1 <= len(text.strip()) <= 60
    else:
        assert country == text.strip()
