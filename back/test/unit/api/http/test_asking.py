"""The header that a client knows its requests by."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.http.asking import key_from
from api.http.errors import Refusal

PRINTABLE = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), min_size=1, max_size=255)


@given(PRINTABLE)
def test_a_key_is_the_same_quoted_and_plain(key: str) -> None:
    quoted = '"' + key.replace("\\", "\\\\").replace('"', '\\"') + '"'

    assert key_from(quoted) == key
    if not key.startswith('"') and key == key.strip():
        assert key_from(key) == key


def test_without_the_header_there_is_no_key() -> None:
    assert key_from(None) is None


@pytest.mark.parametrize(
    "text", ["", " ", '""', '"a', '"a"b"', '"a\\b"', "x" * 256, "caf\xe9", "a\tb", '"a", "b"']
)
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(Refusal) as refused:
        key_from(text)

    assert refused.value.status == 400
    assert refused.value.message == "The Idempotency-Key must be 1 to 255 printable characters"
