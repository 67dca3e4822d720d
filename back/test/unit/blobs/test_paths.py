"""Which paths may be a blob's."""

from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blobs.errors import PathRefused
from blobs.paths import MAX_BYTES, checked

pytestmark = pytest.mark.not_changes_db

PATHS = st.text(alphabet=st.sampled_from("ab./\\\0 é~#%\n_=@+-"), max_size=12)


@given(path=PATHS)
def test_what_is_accepted_stays_in_its_folder(path: str) -> None:
    try:
        accepted = checked(path)
    except PathRefused:
        return

    parts = PurePosixPath("root", accepted).parts
    assert accepted == path
    assert "/".join(parts) == f"root/{path}"
    assert not any(part.startswith(".") for part in parts)
    assert path.isascii()


@given(path=st.from_regex(r"[a-z0-9=]{1,9}(/[a-z][a-z.]{0,9}){0,5}", fullmatch=True))
def test_plain_paths_are_accepted(path: str) -> None:
    assert checked(path) == path


def test_the_length_is_bounded() -> None:
    longest = "x" * MAX_BYTES

    assert checked(longest) == longest
    with pytest.raises(PathRefused):
        checked(longest + "x")
