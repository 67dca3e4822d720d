"""Whether git can be called, and ssh where credentials need it."""

import asyncio
import re
import shutil
from asyncio.subprocess import DEVNULL, STDOUT
from contextlib import suppress
from datetime import datetime
from typing import Final

from app.doctor.types import Diagnosis, Health
from app.doctor.work import opened_store
from app.repositories import access_of
from db_model.credentials.get import of_organization
from db_model.credentials.types import CredentialsType
from db_model.organizations.get import all_organizations
from settings import Settings
from store.types import Store

# Older ones do not know http.curloptResolve, which holds them to the address that was checked.
_OLDEST: Final = (2, 37)
_NUMBER: Final = re.compile(r"(\d+)\.(\d+)")
_PATIENCE_S: Final = 5.0
_LONGEST: Final = 60  # characters of what a program says of itself


async def diagnosed(settings: Settings, *, at: datetime) -> tuple[Diagnosis, ...]:
    """Call the programs, and look for credentials of SSH: a query an organization, until one is."""
    path = access_of(settings).path
    git = await _said("git", "--version", path=path)
    ssh = await _said("ssh", "-V", path=path)
    if ssh is not None:
        return of_git(git), of_ssh(ssh, is_needed=True)
    async with opened_store(settings, at=at) as store:
        return of_git(git), of_ssh(ssh, is_needed=await _has_ssh(store))


def of_git(said: str | None) -> Diagnosis:
    """Judge what git says of itself; ``None`` where it cannot be called."""
    if said is None:
        cure = "install git, or no access to a repository can be checked"
        return Diagnosis("git", Health.WARNING, "git cannot be called", cure)
    number = _NUMBER.search(said)
    if number is None or tuple(map(int, number.groups())) < _OLDEST:
        oldest = ".".join(map(str, _OLDEST))
        cure = f"install git {oldest} or later: an older one is not held to the address it may ask"
        return Diagnosis("git", Health.FAILED, said, cure)
    return Diagnosis("git", Health.OK, said)


def of_ssh(said: str | None, *, is_needed: bool) -> Diagnosis:
    """Judge what ssh says of itself; without it, credentials of that kind are of no use."""
    if said is not None:
        return Diagnosis("ssh", Health.OK, said)
    if is_needed:
        cure = "install the client of OpenSSH: there are credentials of SSH"
        return Diagnosis("ssh", Health.WARNING, "ssh cannot be called", cure)
    return Diagnosis("ssh", Health.OK, "ssh cannot be called, and no credentials need it")


async def _said(program: str, argument: str, *, path: str) -> str | None:
    """Return the first line that a program answers, if it can be called and is done in time."""
    found = shutil.which(program, path=path)
    if found is None:
        return None
    try:
        process = await asyncio.create_subprocess_exec(
            found,
            argument,
            env={"PATH": path, "LC_ALL": "C"},
            stdin=DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=STDOUT,
        )
    except OSError:
        return None
    try:
        async with asyncio.timeout(_PATIENCE_S):
            output, _ = await process.communicate()
    except TimeoutError:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
        return None
    if process.returncode != 0:
        return None
    lines = output.decode(errors="replace").splitlines()
    return lines[0][:_LONGEST] if lines else ""


async def _has_ssh(store: Store) -> bool:
    async for organization in all_organizations(store):
        held = await of_organization(store, organization.id)
        if any(each.type is CredentialsType.SSH for each in held):
            return True
    return False
