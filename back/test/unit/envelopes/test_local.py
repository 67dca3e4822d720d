"""Master keys in a file."""

import base64
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from envelopes.errors import KeysUnavailable
from envelopes.local import LocalEncryption, make_file, master_keys, name_of, read_file

pytestmark = pytest.mark.not_changes_db


def test_a_file_is_made_once_whoever_is_first_and_is_its_owners_only(tmp_path: Path) -> None:
    path = tmp_path / "master.key"

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: make_file(path), range(32)))
        made = path.read_bytes()
        list(pool.map(lambda _: make_file(path), range(8)))

    assert path.read_bytes() == made
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [len(key) for key in read_file(path)] == [32]
    assert list(tmp_path.iterdir()) == [path]


def test_the_first_of_a_file_is_the_current_one() -> None:
    one, two = bytes(32), bytes([1]) * 32

    text = f"{base64.b64encode(one).decode()}\n\n  {base64.b64encode(two).decode()}\n"

    assert master_keys(text) == (one, two)
    assert master_keys(" \n") == ()


@pytest.mark.parametrize("text", ["hunter2", "AAAA", "*" * 44, "é"])
def test_a_malformed_key_is_refused_and_not_told(text: str) -> None:
    with pytest.raises(KeysUnavailable) as refusal:
        master_keys(text)

    assert str(refusal.value) == "The keys of secrets are not available"


def test_what_cannot_be_read_or_written_is_not_available(tmp_path: Path) -> None:
    (tmp_path / "binary").write_bytes(b"\xff\xfe")

    for path in (tmp_path, tmp_path / "binary"):
        with pytest.raises(KeysUnavailable):
            read_file(path)
    with pytest.raises(KeysUnavailable):
        make_file(tmp_path / "nowhere" / "master.key")


def test_the_name_of_a_key_tells_nothing_of_it() -> None:
    assert name_of(bytes(32)) != name_of(bytes([1]) * 32)
    assert name_of(bytes(32)).startswith("local:")
    assert len(name_of(bytes(32))) == len("local:") + 16


async def test_a_key_is_made_with_the_first_use_only(tmp_path: Path) -> None:
    path = tmp_path / "master.key"
    wraps = LocalEncryption(read=lambda: read_file(path), make=lambda: make_file(path))

    assert await wraps.current() is None
    assert not path.exists()
    _, wrapped = await wraps.generate({})
    assert wrapped.kek == await wraps.current() == name_of(*read_file(path))
