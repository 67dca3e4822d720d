"""The files of GraphiQL are those that were built, and name no other host."""

import hashlib
import json
import re
from pathlib import Path

import api.graphiql
from api.graphiql import ASSETS, asset

HERE = Path(api.graphiql.__file__).parent


def test_each_asset_is_the_one_that_was_built() -> None:
    lines = (HERE / "SHA256SUMS").read_text().splitlines()
    sums = {name: digest for digest, name in (line.split("  ") for line in lines)}

    assert sums == {name: hashlib.sha256(asset(name)).hexdigest() for name in ASSETS}


def test_the_style_loads_nothing() -> None:
    style = asset("graphiql.css").decode()

    assert re.findall(r"url\((?!data:)", style) == []
    assert "@import" not in style
    assert "@font-face" not in style


def test_the_notice_names_what_the_build_asks_for() -> None:
    notice = asset("NOTICE.txt").decode()
    wanted = json.loads((HERE / "build/package.json").read_text())["dependencies"]

    for name, version in wanted.items():
        assert f"\n{name} {version} (MIT)\n" in notice


def test_the_lock_is_hashed_and_names_no_address() -> None:
    lock = json.loads((HERE / "build/package-lock.json").read_text())
    packages = [package for name, package in lock["packages"].items() if name]

    assert all(package["integrity"].startswith("sha512-") for package in packages)
    assert not any("resolved" in package for package in packages)
