"""A Git server over SSH that lets one key in, on this machine: the engine ``ssh``."""

import base64
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from engines.process import accepts, free_port, running
from engines.ssh import VARIABLE
from gitserver import HOST, repository

FILES: Final = ("host", "authorized", "served")


@dataclass(frozen=True, slots=True, kw_only=True)
class SshServer:
    """``key`` is the one that is let in, as credentials tell it; ``log`` has what was asked for.

    ``public`` is the key that the server shows, as a line of ``known_hosts`` has it.
    """

    port: int
    key: str
    public: str
    log: Path

    @property
    def url(self) -> str:
        return f"ssh://git@{HOST}:{self.port}/app.git"

    def asked(self) -> list[str]:
        """Return the commands that were asked for, with who did."""
        return [line.split(" ", 2)[2] for line in self.log.read_text().splitlines()]


@contextmanager
def ssh_server(folder: Path) -> Iterator[SshServer]:
    """Serve a repository ``app.git`` with the branches ``main`` and ``next/one``."""
    repository(folder / "served" / "app.git")
    (host_key, public), (key, authorized) = make_key(), make_key()
    (folder / "host").write_text(host_key)
    (folder / "authorized").write_text(authorized)
    port, log = free_port(), folder / "log"
    command = (os.environ[VARIABLE], str(port), *(str(folder / name) for name in FILES))
    with running(command, log, ready=lambda: accepts(port)):
        encoded = base64.b64encode(key.encode()).decode()
        yield SshServer(port=port, key=encoded, public=public, log=log / "out.log")


def make_key() -> tuple[str, str]:
    """Return the text of a new private key, and the line of its public one."""
    made = Ed25519PrivateKey.generate()
    private = made.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption())
    public = made.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH)
    return private.decode(), public.decode()
