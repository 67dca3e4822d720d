"""The secrets of links."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.secrets import digest_of, new_secret

pytestmark = pytest.mark.not_changes_db


def test_a_secret_has_256_random_bits_that_fit_into_an_address() -> None:
    secrets = {new_secret() for _ in range(1000)}

    assert len(secrets) == 1000
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{43}", secret) for secret in secrets)
    assert len({digest_of(secret) for secret in secrets}) == 1000


@given(text=st.text().filter(lambda text: re.fullmatch(r"[A-Za-z0-9_-]{43}", text) is None))
def test_what_never_was_one_has_no_digest(text: str) -> None:
    assert digest_of(text) is None


@pytest.mark.parametrize("text", ["A" * 43 + "\n", "A" * 42, "A" * 44, "é" + "A" * 42])
def test_what_is_nearly_one_is_none(text: str) -> None:
    assert digest_of(text) is None
