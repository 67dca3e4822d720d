"""What commands print for who is to sign in."""

import argparse
import re
from pathlib import Path

import pytest

from app.operations import bootstrap
from app.sign_in.command import sign_in_link
from authz.links import link_digest
from settings import Settings
from texts.errors import InvalidEmail

pytestmark = pytest.mark.changes_db

ORIGIN = "https://integrates.example.com"
LINK = rf"{re.escape(ORIGIN)}/sign-in-link\?secret=(itg_link_[0-9a-f]{{64}})\n"


def _settings(folder: Path) -> Settings:
    return Settings(state_dir=folder, public_origin=ORIGIN)


async def test_a_link_to_the_public_address_is_printed_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = await sign_in_link(_settings(tmp_path), argparse.Namespace(email="ada@example.com"))

    printed = re.fullmatch(LINK, capsys.readouterr().out)
    assert code == 0
    assert printed is not None
    assert link_digest(printed[1]) is not None


async def test_the_first_administrator_gets_a_token_and_beside_it_a_link(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = argparse.Namespace(email="ada@example.com", organization="acme", group="acmeapps")

    code = await bootstrap(_settings(tmp_path), first)

    printed = capsys.readouterr()
    assert code == 0
    assert re.fullmatch(r"itg_user_[0-9A-Za-z]{36}\n", printed.out)
    assert re.fullmatch(rf"Sign in with a browser, once, within 15 minutes: {LINK}", printed.err)


async def test_who_has_no_address_gets_none(tmp_path: Path) -> None:
    with pytest.raises(InvalidEmail):
        await sign_in_link(_settings(tmp_path), argparse.Namespace(email="ada"))
