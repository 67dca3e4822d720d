from hashlib import blake2b

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrates_ci.prepare.keys import SketchKey, line_hasher
from integrates_ci.prepare.lines import lines_of, sketch

KEY = SketchKey(id="00112233445566ff", secret=bytes(range(32)))

WORDS = st.lists(st.binary(min_size=1, max_size=6), max_size=6).map(
    lambda words: [bare for word in words if (bare := b"".join(word.split()))]
)
SPACES = st.text(alphabet=" \t\f\v", min_size=1, max_size=3).map(str.encode)


def sketched(content: bytes) -> bytes:
    return sketch(lines_of(content), line_hasher(KEY))


def test_a_line_is_hashed_as_it_was_decided_once_and_for_all() -> None:
    expected = blake2b(b"x=f(1)", digest_size=4, key=KEY.secret, person=b"line").digest()

    assert sketched(b"  x = f( 1 )\n") == expected
    assert expected.hex() == "dcf7bf34"


@pytest.mark.parametrize(
    "content",
    [
        b"a\n\nb\n",
        b"a\r\n\r\nb\r\n",
        b"a\r\rb\r",
        b"a\r\n\nb",
        b"\xef\xbb\xbfa\n \t\nb",
        b" a\n\x0c\n\tb\n",
    ],
    ids=["lf", "crlf", "cr", "mixed", "mark", "white"],
)
def test_ends_of_lines_marks_and_white_space_do_not_count(content: bytes) -> None:
    first, second, third = lines_of(b"a\n\nb")

    assert sketched(content) == sketch([first, second, third], line_hasher(KEY))
    assert sketched(content)[4:8] == bytes(4)


def test_an_empty_file_has_no_lines() -> None:
    assert sketched(b"") == b""
    assert sketched(b"\n") == bytes(4)


def test_what_is_not_utf_8_is_hashed_as_its_bytes_are() -> None:
    expected = blake2b(b"\xe9\xff=1", digest_size=4, key=KEY.secret, person=b"line").digest()

    assert sketched(b"\xe9\xff = 1") == expected


def test_other_separators_of_lines_end_none() -> None:
    assert len(sketched("a\u2028b\x85c\x1ed".encode())) == 4


def test_another_key_makes_other_hashes() -> None:
    other = SketchKey(id="00112233445566ff", secret=bytes(32))

    assert sketch([b"a"], line_hasher(other)) != sketch([b"a"], line_hasher(KEY))


def test_a_key_is_not_in_its_text() -> None:
    assert repr(KEY) == "SketchKey(id='00112233445566ff')"


@given(st.lists(st.tuples(WORDS, SPACES), max_size=8), st.sampled_from([b"\n", b"\r\n", b"\r"]))
def test_white_space_in_lines_does_not_count(
    lines: list[tuple[list[bytes], bytes]], end: bytes
) -> None:
    plain = b"".join(b"".join(words) + b"\n" for words, _ in lines)
    spaced = b"".join(space + space.join(words) + space + end for words, space in lines)

    assert sketched(spaced) == sketched(plain)
    assert len(sketched(plain)) == 4 * len(lines)
