"""Whether a branch can be read: git in a process of its own, without prompts, with little time.

A host is resolved once; each of its addresses is checked, and git is held to the one that was.
"""

import asyncio
import base64
import os
import shutil
import signal
import socket
import sys
import tempfile
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from repositories.errors import BranchNotFound, NotAccessible
from repositories.rules import (
    address_of,
    check_login,
    check_port,
    command,
    environment,
    is_listed,
    spoken,
    ssh_command,
    target_from,
)
from repositories.types import Access, Login, Remote, Target

_CONFINED: Final = Path(__file__).with_name("confined.py")
_AT_ONCE: Final = 4
_MOST_OUTPUT: Final = 64 * 1024  # bytes; a branch takes one line


@dataclass(frozen=True, slots=True, kw_only=True)
class Git:
    """How a process runs git; a few at once, so that nobody fills the machine with them."""

    access: Access = field(default_factory=Access)
    slots: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_AT_ONCE))


async def check_access(git: Git, remote: Remote) -> None:
    """Check that the branch is there and can be read with the login.

    Raises:
        NotAccessible: it cannot, be it for the address, the host, the login or the time it takes.
        BranchNotFound: the repository has no such branch.
    """
    access, target = git.access, target_from(remote.url)
    check_port(target, access)
    check_login(target, remote.login)
    try:
        async with asyncio.timeout(access.seconds), git.slots:
            address = address_of(await _resolved(target), target, access)
            output = await _listed(access, remote, target, address)
    except TimeoutError as failure:
        raise NotAccessible from failure
    if not is_listed(remote.branch, output):
        raise BranchNotFound


async def _resolved(target: Target) -> Sequence[str]:
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as failure:
        raise NotAccessible from failure
    return [str(address[0]) for *_, address in found]


async def _listed(access: Access, remote: Remote, target: Target, address: str) -> bytes:
    home = Path(await asyncio.to_thread(tempfile.mkdtemp, prefix="integrates-git-"))
    try:
        key = await asyncio.to_thread(_key_file, home, remote.login)
        ssh = ssh_command(target, address, access=access, home=home, key=key)
        with _told(remote.login) as told:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-I",
                "-S",
                str(_CONFINED),
                str(told),
                *command(remote, target, address),
                stdin=DEVNULL,
                stdout=PIPE,
                stderr=DEVNULL,
                cwd=home,
                env=environment(access, home, ssh),
                pass_fds=(told,),
                start_new_session=True,
            )
        return await _output(process)
    finally:
        await asyncio.shield(asyncio.to_thread(shutil.rmtree, home, ignore_errors=True))


async def _output(process: Process) -> bytes:
    """Return what the process told, once it has ended well.

    Raises:
        NotAccessible: it ended otherwise, or told too much.
    """
    assert process.stdout is not None, "it was started with a pipe"
    try:
        output = await process.stdout.read(_MOST_OUTPUT)
        more = await process.stdout.read(1)
        if more or await process.wait() != 0:
            raise NotAccessible
    finally:
        await _end(process)
    return output


async def _end(process: Process) -> None:
    # Those that it has started are of its session, and go with it.
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    await asyncio.shield(process.wait())


@contextmanager
def _told(login: Login | None) -> Iterator[int]:
    """Give the descriptor of a pipe from which the login can be read once."""
    reader, writer = os.pipe()
    try:
        with os.fdopen(writer, "wb") as pipe:
            pipe.write(b"" if login is None else spoken(login))
        yield reader
    finally:
        os.close(reader)


def _key_file(home: Path, login: Login | None) -> Path | None:
    if login is None or login.key is None:
        return None
    path = home / "key"
    path.touch(mode=0o600)
    path.write_bytes(base64.b64decode(login.key))
    return path
