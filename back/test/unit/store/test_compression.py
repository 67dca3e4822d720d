"""Bodies as they are stored."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contract.builders import noise
from store.compression import RAW_BELOW_BYTES, Encoding, Packed, packed, unpacked

pytestmark = pytest.mark.not_changes_db


@settings(deadline=None)
@given(st.binary(max_size=100), st.integers(0, 60))
def test_what_is_packed_comes_back(piece: bytes, times: int) -> None:
    body = piece * times

    stored = packed(body)

    assert unpacked(stored.encoding, stored.data) == body
    assert len(stored.data) <= len(body)


def test_a_body_below_a_kilobyte_stays_as_it_is() -> None:
    body = b"a" * (RAW_BELOW_BYTES - 1)

    assert packed(body) == Packed(Encoding.RAW, body)


def test_a_body_of_a_kilobyte_is_compressed() -> None:
    stored = packed(b"a" * RAW_BELOW_BYTES)

    assert stored.encoding is Encoding.ZLIB
    assert len(stored.data) < 50


def test_a_body_that_compression_would_enlarge_stays_as_it_is() -> None:
    body = noise(5000)

    assert packed(body) == Packed(Encoding.RAW, body)


def test_an_unknown_encoding_is_no_body() -> None:
    with pytest.raises(ValueError, match="7 is not a valid Encoding"):
        unpacked(7, b"")
