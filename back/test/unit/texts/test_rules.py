"""What the texts that people enter may hold."""

import csv
import io
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from texts.errors import (
    BlankText,
    InvalidCharacters,
    InvalidEmail,
    InvalidField,
    InvalidLength,
    UnsanitizedText,
)
from texts.rules import email, filled, free, sanitized, sized, words

pytestmark = pytest.mark.not_changes_db

ALLOWED = (
    string.ascii_letters + string.digits + "ñÑáéíóúüÁÉÍÓÚÜ \t\n'~:;%@&_$#!¡¿,.*-?\"[]|()/{}>+="
)


@given(text=st.text(ALLOWED))
def test_free_text_is_kept_unless_it_begins_as_a_formula_does(text: str) -> None:
    if text.startswith("="):
        with pytest.raises(InvalidCharacters):
            free(text)
    else:
        assert free(text) == text


@given(before=st.text(ALLOWED), bad=st.characters(), after=st.text(ALLOWED))
def test_one_character_that_free_text_may_not_have_is_enough(
    before: str, bad: str, after: str
) -> None:
    if bad in ALLOWED or bad in string.whitespace:
        return
    with pytest.raises(InvalidCharacters):
        free(f"x{before}{bad}{after}")


@pytest.mark.parametrize("bad", ["<", "\\", "`", "^", "\x00", "\u202e", "ß", "\x1f", "\u2028", "٣"])
def test_characters_that_hide_or_escape_are_refused(bad: str) -> None:
    with pytest.raises(InvalidCharacters) as refused:
        free(f"a{bad}b", "name")

    assert refused.value.message == "Exception - Invalid characters in name"


@given(text=st.text(), least=st.integers(0, 5), most=st.integers(5, 10))
def test_a_length_is_between_its_bounds_both_included(text: str, least: int, most: int) -> None:
    if least <= len(text) <= most:
        assert sized(text, least=least, most=most) == text
    else:
        with pytest.raises(InvalidLength):
            sized(text, least=least, most=most)


@given(text=st.text())
def test_a_text_of_white_space_alone_is_blank(text: str) -> None:
    if text.strip():
        assert filled(text) == text
    else:
        with pytest.raises(BlankText):
            filled(text)


@given(text=st.text(alphabet=ALLOWED, max_size=20))
def test_no_cell_of_what_is_sanitized_begins_as_a_formula_does(text: str) -> None:
    try:
        kept = sanitized(text)
    except UnsanitizedText:
        return
    words = [word for row in csv.reader(io.StringIO(kept)) for cell in row for word in cell.split()]
    assert [word for word in (kept, *words) if word.startswith(("=", "+", "-", "@", "\t"))] == []


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@x", "a =1", "a,=1", 'a"=1', "a;-1", "a'@x", "\\x", "a\n=1"]
)
def test_a_word_that_begins_as_a_formula_does_is_refused(text: str) -> None:
    with pytest.raises(UnsanitizedText):
        sanitized(text)


@pytest.mark.parametrize("text", ["a=1", "a-b", "1+1", "x@example.com", ""])
def test_a_sign_within_a_word_is_no_formula(text: str) -> None:
    assert sanitized(text) == text


def test_an_address_is_kept_in_lower_case_without_white_space_around_it() -> None:
    assert email(" Ada.Lovelace@Example.COM ") == "ada.lovelace@example.com"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ada",
        "ada@",
        "@example.com",
        "a+b@example.com",
        "a@b@example.com",
        "a@example.c",
        "a@example.abcdef",
        "a@exa mple.com",
        "a\n@example.com",
        "ä@example.com",
    ],
)
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(InvalidEmail):
        email(text)


@given(text=st.emails())
def test_an_address_that_is_kept_stays_as_it_is(text: str) -> None:
    try:
        kept = email(text)
    except InvalidEmail:
        return
    assert email(kept) == kept
    assert "+" not in kept


@given(
    parts=st.lists(st.text(string.ascii_letters + "áñ0123456789", min_size=1), min_size=1),
    space=st.sampled_from([" ", "  ", "\t"]),
)
def test_words_of_letters_and_digits_are_kept(parts: list[str], space: str) -> None:
    text = space.join(parts)

    assert words(text) == text


@given(before=st.text(string.ascii_letters), bad=st.sampled_from("-_=+@,.;'<\x00"))
def test_one_character_that_is_neither_is_enough(before: str, bad: str) -> None:
    text = f"{before}{bad}x"

    with pytest.raises(InvalidField):
        words(text)


def test_a_lone_dash_stands_for_nothing() -> None:
    assert words("-") == "-"
