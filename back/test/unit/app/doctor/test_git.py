"""Whether git and ssh can be called, on machines that have them, or others of their name."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.doctor import diagnosed
from app.doctor.git import of_git
from app.doctor.types import Health
from db_model.credentials.add import added as credentials_added
from db_model.credentials.types import Credentials, CredentialsType
from db_model.organizations.add import added
from db_model.organizations.types import Organization, OrganizationState, OrganizationStatus
from db_model.types import CredentialsId, Email, OrganizationId
from sqlite.store import open_store
from unit.app.doctor.test_doctor import environ, state  # noqa: F401  # a fixture

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
BY = Email("by@example.com")
ID = OrganizationId("ORG#1")


def _program(folder: Path, name: str, script: str) -> None:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


async def _put_credentials(folder: Path, type_: CredentialsType) -> None:
    organization = Organization(
        id=ID,
        name="acme",
        country="Colombia",
        created_by=BY,
        created_at=AT,
        state=OrganizationState(status=OrganizationStatus.ACTIVE, modified_by=BY, modified_at=AT),
        version=1,
    )
    held = Credentials(
        id=CredentialsId("one"),
        organization_id=ID,
        owner=BY,
        name="clone",
        type=type_,
        created_by=BY,
        created_at=AT,
        modified_by=BY,
        modified_at=AT,
        version=1,
    )
    async with open_store(folder / "store.db", clock=lambda: AT, durable=False) as store:
        await store.commit([*added(organization), *credentials_added(held)])


async def _seen(state: Path, *checks: str) -> list[tuple[Health, str]]:  # noqa: F811
    found = await diagnosed(environ(state), at=AT)
    return [(each.health, each.seen) for each in found if each.check in checks]


@pytest.mark.changes_db
@pytest.mark.parametrize(
    ("type_", "health"), [(CredentialsType.HTTPS, Health.OK), (CredentialsType.SSH, Health.WARNING)]
)
async def test_ssh_is_missed_only_where_credentials_need_it(
    state: Path,  # noqa: F811
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    type_: CredentialsType,
    health: Health,
) -> None:
    await _put_credentials(state, type_)
    monkeypatch.setenv("PATH", str(tmp_path))

    (git, ssh) = await _seen(state, "git", "ssh")

    assert git == (Health.WARNING, "git cannot be called")
    assert ssh[0] is health


@pytest.mark.changes_db
async def test_programs_of_the_name_that_fail_are_none(
    state: Path,  # noqa: F811
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _program(tmp_path, "git", "exit 1")
    _program(tmp_path, "ssh", "echo OpenSSH_9.9 >&2")
    monkeypatch.setenv("PATH", str(tmp_path))

    found = await _seen(state, "git", "ssh")

    assert found == [(Health.WARNING, "git cannot be called"), (Health.OK, "OpenSSH_9.9")]


@pytest.mark.not_changes_db
@pytest.mark.parametrize(
    ("said", "health"),
    [
        ("git version 2.37.0", Health.OK),
        ("git version 2.100.1 (Apple Git-1)", Health.OK),
        ("git version 3.0", Health.OK),
        ("git version 2.36.9", Health.FAILED),
        ("git version 1.90", Health.FAILED),
        ("", Health.FAILED),
    ],
)
def test_a_git_that_is_not_held_to_an_address_is_too_old(said: str, health: Health) -> None:
    assert of_git(said).health is health
