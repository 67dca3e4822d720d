"""Words: folded, cut, and alike for what is stored and what is asked."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.words import MAX_WORD, folded, words

pytestmark = pytest.mark.not_changes_db


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ()),
        (" \t\n?!-_ ", ()),
        ("SQL injection (CWE-89)", ("sql", "injection", "cwe", "89")),
        ("src/Payments/api_v2.py:12", ("src", "payments", "api", "v2", "py", "12")),
        ("GRÖSSE größe", ("grosse", "grosse")),
        ("e\u0301 \u00e9", ("e", "e")),
        ("ﬁle \u2460 \uff21", ("file", "1", "a")),
        ("Ёлка йод", ("елка", "иод")),
        ("ΟΔΥΣΣΕΎΣ", ("οδυσσευσ",)),
        ("İstanbul ISTANBUL", ("istanbul", "istanbul")),
        ("हिन्दी", ("हिन्दी",)),
        ("が か", ("か\u3099", "か")),
        ("x" * 100, ("x" * 64,)),
        ("a\x00b\ud800c", ("a", "b", "c")),
    ],
)
def test_a_text_is_cut_into_folded_words(text: str, expected: tuple[str, ...]) -> None:
    assert words(text) == expected


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert folded(folded(text)) == folded(text)


@given(st.text())
def test_words_are_the_words_of_themselves(text: str) -> None:
    found = words(text)

    assert words(" ".join(found)) == found
    assert all(0 < len(word) <= MAX_WORD for word in found)


# All but the iota that stands below a Greek vowel: a mark to us, a letter where case is folded.
@given(st.text().filter(lambda text: "\u0345" not in unicodedata.normalize("NFD", text)))
def test_case_and_composition_do_not_matter(text: str) -> None:
    assert words(text.casefold()) == words(text)
    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        assert words(unicodedata.normalize(form, text)) == words(text)


@given(st.text(st.characters(max_codepoint=127)), st.text())
def test_what_is_around_a_text_does_not_change_its_words(text: str, other: str) -> None:
    assert words(f"{text} {other}") == words(text) + words(other)


@given(st.text())
def test_a_word_has_only_what_the_engines_keep_together(text: str) -> None:
    for word in words(text):
        assert all(c.isalnum() or unicodedata.category(c).startswith("M") for c in word)
        assert all(not c.isascii() or c in "abcdefghijklmnopqrstuvwxyz0123456789" for c in word)
