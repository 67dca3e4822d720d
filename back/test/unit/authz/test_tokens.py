"""API tokens as text: their form, and the check that tells them from noise."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from authz.tokens import ALPHABET, PATTERN, TokenKind, digest_of, new_token

pytestmark = pytest.mark.not_changes_db

KINDS = st.sampled_from(TokenKind)
TOKENS = st.builds(
    lambda kind, letters: new_token(kind, lambda _: letters.pop()),
    KINDS,
    st.lists(st.sampled_from(ALPHABET), min_size=30, max_size=30),
)


@given(kind=KINDS)
def test_a_token_tells_its_kind_and_has_a_form_that_scanners_know(kind: TokenKind) -> None:
    token = new_token(kind)

    assert re.fullmatch(f"itg_{kind}_[0-9A-Za-z]{{36}}", token)
    assert PATTERN.fullmatch(token)


@given(token=TOKENS)
def test_a_token_has_a_digest_that_does_not_hold_it(token: str) -> None:
    digest = digest_of(token)

    assert digest is not None
    assert re.fullmatch("[0-9a-f]{64}", digest)
    assert token not in digest


@given(
    token=TOKENS, place=st.integers(min_value=0, max_value=200), letter=st.sampled_from(ALPHABET)
)
def test_every_change_of_a_single_character_is_found(token: str, place: int, letter: str) -> None:
    place %= len(token)
    changed = token[:place] + letter + token[place + 1 :]

    assert (digest_of(changed) is not None) == (changed == token)


@given(token=TOKENS)
def test_every_single_change_of_one_token_is_found(token: str) -> None:
    changed = {
        token[:place] + letter + token[place + 1 :]
        for place in range(len(token))
        for letter in "aB7_"
    } - {token}

    assert [text for text in changed if digest_of(text) is not None] == []


@given(text=st.text())
def test_no_text_at_all_is_a_token_by_accident(text: str) -> None:
    assert digest_of(text) is None


@given(token=TOKENS, more=st.sampled_from([" ", "\n", "a", "\x00"]))
def test_nothing_may_stand_around_a_token(token: str, more: str) -> None:
    assert digest_of(token + more) is None
    assert digest_of(more + token) is None


def test_two_tokens_are_never_the_same() -> None:
    assert len({new_token(TokenKind.USER) for _ in range(1000)}) == 1000
