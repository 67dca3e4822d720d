import os
import unicodedata
from pathlib import Path
from typing import Literal, TypeAlias

import pytest

from integrates_ci.errors import WrongUsage
from integrates_ci.prepare.files import MOST_BYTES, NoSketch, content_of, is_file
from integrates_ci.source import scanned_in

Form: TypeAlias = Literal["NFC", "NFD"]


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path.resolve() / "source"
    (folder / "app").mkdir(parents=True)
    (folder / "app/db.py").write_bytes(b"a\r\n\xff")
    (tmp_path / "outside.py").write_text("secret")
    return folder


def why_not(source: Path, path: str) -> str:
    with pytest.raises(NoSketch) as refused:
        content_of(source, path)
    return str(refused.value)


def test_a_file_is_read_as_it_is(source: Path) -> None:
    assert content_of(source, "app/db.py") == b"a\r\n\xff"
    assert is_file(source, "app/db.py")


def test_a_link_within_the_source_is_followed(source: Path) -> None:
    (source / "link.py").symlink_to(source / "app/db.py")

    assert content_of(source, "link.py") == b"a\r\n\xff"


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("kept", ["NFC", "NFD"])
def test_a_name_is_found_in_either_form(source: Path, kept: Form, form: Form) -> None:
    (source / unicodedata.normalize(kept, "é.py")).write_text("x")

    assert content_of(source, unicodedata.normalize(form, "é.py")) == b"x"


def test_a_name_of_any_bytes_is_found(source: Path) -> None:
    Path(os.fsdecode(os.fsencode(source) + b"/\xff.py")).write_text("x")

    assert content_of(source, "\udcff.py") == b"x"


def test_what_has_no_lines_to_tell_is_refused(source: Path) -> None:
    (source / "binary").write_bytes(b"x" * 8191 + b"\0")
    (source / "text").write_bytes(b"x" * 8192 + b"\0")
    with (source / "huge").open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    (source / "out").symlink_to(source.parent / "outside.py")
    (source / "out-folder").symlink_to(source.parent)
    (source / "circle").symlink_to("circle")
    os.mkfifo(source / "pipe")
    (source / "null").symlink_to("/dev/null")

    assert why_not(source, "binary") == "it is binary"
    assert len(content_of(source, "text")) == 8193
    assert why_not(source, "huge") == "it has more than 20,971,520 bytes"
    assert why_not(source, "out") == "it leads out of the source"
    assert why_not(source, "out-folder/outside.py") == "it leads out of the source"
    assert why_not(source, "circle").startswith("it cannot be read")
    assert why_not(source, "pipe") == "it is no file"
    assert why_not(source, "null") == "it leads out of the source"
    assert why_not(source, "app") == "it is no file"
    assert why_not(source, "gone.py") == "it is not in the source"
    assert why_not(source, "app/db.py/x") == "it is not in the source"
    assert why_not(source, "x" * 5000).startswith("it cannot be read")
    assert not is_file(source, "x" * 5000)


@pytest.mark.parametrize(
    ("given", "paths"),
    [
        (["app"], ("app",)),
        (["./app/", "app/../lib", "app"], ("app", "lib")),
        (["."], ("",)),
        (["{source}/app"], ("app",)),
        (["{source}"], ("",)),
        (["e\u0301.py"], ("\u00e9.py",)),
    ],
)
def test_what_was_scanned_is_relative_to_the_source(
    source: Path, given: list[str], paths: tuple[str, ...]
) -> None:
    assert scanned_in([each.format(source=source) for each in given], source) == paths


@pytest.mark.parametrize("path", ["..", "../x", "app/../../x", "/etc"])
def test_what_was_scanned_lies_in_the_source(source: Path, path: str) -> None:
    with pytest.raises(WrongUsage, match="is not in the source"):
        scanned_in([path], source)
    with pytest.raises(WrongUsage, match="is not in the source"):
        scanned_in([path], None)
