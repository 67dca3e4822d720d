"""The commands on keys, beside a service; and secrets looked for where they must not be."""

import argparse
import base64
import logging
import os
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest

from app import backup as care
from app import keys
from app.errors import UnknownTenant
from db_model.access.types import OrganizationRole
from keyrings import MASTER
from kit.time import now
from people import Person, Tenant, a_person, a_tenant, member_of
from preparing import key_of, prepared
from reporting import counts, imported
from sarif import Hit, a_report
from secrecy import HTTPS, PRIVATE, TOKEN, a_place, credentials_of, do, secrets_of
from settings import Keys, Settings
from world import START, World, one_world

pytestmark = pytest.mark.skipif(
    "INTEGRATES_TEST_DYNAMODB" in os.environ, reason="files of the embedded engines are read"
)
PLANTED: Final = "planted-secret-0123"
OTHER: Final = bytes(reversed(range(32)))


def _settings(folder: Path, *masters: bytes) -> Settings:
    text = " ".join(base64.b64encode(each).decode() for each in masters or (MASTER,))
    return Settings(state_dir=folder, keys=Keys(master_keys=text))


async def _filled(world: World) -> tuple[Tenant, Person]:
    tenant = await a_tenant(world)
    person = await a_person(
        world, member_of(tenant, organization_role=OrganizationRole.USER_MANAGER)
    )
    group = {"groupName": tenant.group.name, "key": "NAME", "value": PLANTED}
    place = await a_place(world, tenant, person)
    await do(world, "addSecret", person, rootId=tenant.root.id, **group)
    await do(world, "addGitEnvironmentSecret", person, urlId=place, **group)
    await do(
        world,
        "addCredentials",
        person,
        organizationId=tenant.organization.id,
        credentials=HTTPS,
    )
    return tenant, person


async def _read(world: World, tenant: Tenant, person: Person) -> list[str]:
    (held,) = await credentials_of(world, tenant, person, PRIVATE)
    root = await secrets_of(world, tenant, person)
    (place,) = root["gitEnvironmentUrls"]
    return [held["token"], *(each["secrets"][0]["value"] for each in (root, place))]


class Told:
    """What the commands print."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self) -> list[list[str]]:
        lines = self._capsys.readouterr().out.splitlines()
        return [line.split("\t") for line in lines if "request" not in line]


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str]) -> Told:
    return Told(capsys)


async def test_rotation_leaves_no_secret_on_a_retired_key(tmp_path: Path, told: Told) -> None:
    settings = _settings(tmp_path)
    async with one_world(tmp_path, at_work=False) as world:
        tenant, person = await _filled(world)
        told()

        assert await keys.rotate(settings, argparse.Namespace(tenant=tenant.group.name)) == 0
        assert await keys.rotate(settings, argparse.Namespace(tenant=None)) == 0
        made = told()
        await keys.status(settings, argparse.Namespace())
        before = told()
        during = await _read(world, tenant, person)
    async with one_world(tmp_path) as world:
        world.clock.instant = now()  # that the commands went by
        world.service.bell.stir()
        await world.contents()
        world.clock.instant = START  # when the person's token stands
        told()
        await keys.status(settings, argparse.Namespace())
        after = told()
        assert await _read(world, tenant, person) == during == [TOKEN, PLANTED, PLANTED]

    assert [line.split(";")[0] for (line,) in made] == ["Made 1 data keys", "Made 2 data keys"]
    assert _counts(before, "retired") == ["0 secrets", "1 secrets", "2 secrets"]
    assert _counts(after, "retired") == ["0 secrets", "0 secrets", "0 secrets"]
    assert _counts(after, "current") == ["1 secrets", "2 secrets"]
    assert [each[-1][0].partition(";")[0] for each in (before, after)] == [
        f"{count} secrets are sealed with a retired key" for count in (3, 0)
    ]


async def test_a_new_master_key_takes_over(tmp_path: Path, told: Told) -> None:
    async with one_world(tmp_path) as world:
        await _filled(world)
    both, only = _settings(tmp_path, OTHER, MASTER), _settings(tmp_path, OTHER)
    told()

    await keys.status(both, argparse.Namespace())
    before = told()
    await keys.rewrap(both, argparse.Namespace())
    done = told()
    await keys.status(only, argparse.Namespace())
    after = told()

    assert before[-1] == [
        "0 secrets are sealed with a retired key; 2 data keys are wrapped with an old one."
    ]
    assert done == [["Wrapped 2 data keys anew."]]
    assert after[-1] == [
        "0 secrets are sealed with a retired key; 0 data keys are wrapped with an old one."
    ]


async def test_a_tenant_without_a_key_is_told(tmp_path: Path) -> None:
    async with one_world(tmp_path):
        pass

    with pytest.raises(UnknownTenant):
        await keys.rotate(_settings(tmp_path), argparse.Namespace(tenant="nowhere"))


async def test_no_secret_is_in_the_files_the_backup_or_the_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    state, copy = tmp_path / "state", tmp_path / "backup"
    state.mkdir()
    async with one_world(state) as world:
        tenant, person = await _filled(world)
        wrong = {"type": "HTTPS", "token": TOKEN, "user": PLANTED}
        await do(
            world,
            "addCredentials",
            person,
            organizationId=tenant.organization.id,
            credentials=wrong,
        )
        assert PLANTED in await _read(world, tenant, person)
        key = await key_of(world, tenant, person)
        report = prepared(a_report([Hit(line=1)]), {"app/db.py": [PLANTED]}, key)
        assert counts(await imported(world, tenant, person, report)) == {"created": 1}
        await world.indexed()
        given = argparse.Namespace(folder=copy)
        await care.backup(replace(_settings(state)), given)

        found = [
            str(path)
            for path in tmp_path.rglob("*")  # noqa: ASYNC240 - nothing else runs
            if path.is_file() and _holds(path.read_bytes(), key.plain)
        ]
        written = capfd.readouterr()

    assert found == []
    assert (copy / "store.db").stat().st_size > 0
    assert not _holds((caplog.text + written.out + written.err).encode(), key.plain)


def _holds(raw: bytes, key: bytes) -> bool:
    texts = [key, *(each.encode() for each in (PLANTED, TOKEN))]
    parts = [*texts, *(base64.b64encode(each)[:-4] for each in texts), MASTER, key.hex().encode()]
    return any(part in raw for part in parts)


def _counts(lines: list[list[str]], state: str) -> list[str]:
    return sorted(line[5] for line in lines if len(line) == 6 and line[4] == state)
