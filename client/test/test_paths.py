import unicodedata
from pathlib import Path
from typing import Any

import pytest

from integrates_ci.prepare.paths import (
    Folders,
    folders_of,
    guessed_folder,
    hashed_path,
    located,
    path_of,
)

SOURCE = Path("/srv/shop")


def folders(**bases: dict[str, Any]) -> Folders:
    return folders_of({"originalUriBaseIds": bases}, SOURCE)


@pytest.mark.parametrize(
    ("uri", "path"),
    [
        ("app/db.py", "app/db.py"),
        ("./app//x/../db.py", "app/db.py"),
        ("app\\db.py", "app/db.py"),
        ("app%5Cdb.py", "app/db.py"),
        ("a%20b%C3%A9.py", "a bé.py"),
        ("file:///srv/shop/app/db.py", "app/db.py"),
        ("file://localhost/srv/shop/app/db.py", "app/db.py"),
        ("file:/srv/shop/a%25.py", "a%.py"),
        ("/srv/shop/app/db.py", "app/db.py"),
        ("/srv/shopping/db.py", None),
        ("file:///etc/passwd", None),
        ("file:///srv/shop/../x", None),
        ("C:\\shop\\db.py", None),
        ("../db.py", None),
        ("..", None),
        (".", None),
        ("", None),
        ("a%00b", None),
        ("\ud800.py", None),
        ("https://example.com/db.py", None),
        (7, None),
    ],
)
def test_a_path_is_relative_to_the_root(uri: object, path: str | None) -> None:
    assert path_of({"uri": uri}, folders()) == path


@pytest.mark.parametrize(
    ("bases", "location", "path"),
    [
        ({}, {"uri": "a.py", "uriBaseId": "%SRCROOT%"}, "a.py"),
        ({"R": {"uri": "file:///srv/shop/lib/"}}, {"uri": "a.py", "uriBaseId": "R"}, "lib/a.py"),
        ({"R": {"uri": "file:///repo/"}}, {"uri": "a.py", "uriBaseId": "R"}, "a.py"),
        ({"R": {"uri": "file:///repo"}}, {"uri": "file:///repo/b/a.py"}, "b/a.py"),
        ({"R": {"uri": "file:///C:/repo/"}}, {"uri": "C:\\repo\\a.py"}, "a.py"),
        (
            {"R": {"uri": "file:///repo/"}, "S": {"uri": "lib/", "uriBaseId": "R"}},
            {"uri": "a.py", "uriBaseId": "S"},
            "lib/a.py",
        ),
        ({"R": {"uri": "lib/", "uriBaseId": "R"}}, {"uri": "../a.py", "uriBaseId": "R"}, None),
    ],
)
def test_bases_are_followed(bases: dict[str, Any], location: Any, path: str | None) -> None:
    found = path_of(location, folders(**bases))

    assert found == path or (path is None and found is not None and "lib/" in found)


def test_a_location_is_told_without_what_its_path_holds_now() -> None:
    known = folders(R={"uri": "file:///srv/shop/lib/"})
    location = {"uri": "x y:é#?.py", "uriBaseId": "R", "index": 3, "more": 1}

    told = located(location, known)

    assert told == {"uri": "lib/x%20y%3A%C3%A9%23%3F.py", "index": 3, "more": 1}
    assert located(told, known) == told
    assert located({"uri": "a", "uriBaseId": "Q"}, known) == {"uri": "a", "uriBaseId": "Q"}


def test_bytes_that_are_no_utf_8_stay() -> None:
    told = located({"uri": "a%FF.py"}, folders())

    assert told == {"uri": "a%FF.py"}
    assert hashed_path("a\udcff.py") == b"a\xff.py"


def test_one_name_in_two_forms_is_one_path() -> None:
    forms = [unicodedata.normalize(form, "é.py") for form in ("NFC", "NFD")]

    assert len({hashed_path(form) for form in forms}) == 1


@pytest.mark.parametrize(
    ("paths", "folder"),
    [
        (["/repo/app/db.py", "/repo/app/web.py"], "/repo/"),
        (["/repo/app/db.py", "/repo/setup.py"], "/repo/"),
        (["/build/7/app/db.py"], "/build/7/"),
        (["C:/repo/app/db.py"], "C:/repo/"),
        (["/repo/app/db.py", "/usr/lib/x.py"], None),
        ([], None),
    ],
)
def test_a_report_from_elsewhere_tells_its_folder(paths: list[str], folder: str | None) -> None:
    files = {"app/db.py", "app/web.py", "setup.py"}

    assert guessed_folder(paths, lambda path: path in files) == folder
