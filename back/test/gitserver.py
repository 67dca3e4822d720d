"""A Git server over HTTPS with passwords, on this machine: git itself behind a small server."""

import base64
import os
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar, Final

import trustme

from repositories.check import Git
from repositories.types import Access

USER: Final = "me"
HOST: Final = "localhost"


@dataclass(slots=True)
class GitServer:
    """``asked`` are paths with the login that each was asked with, if any.

    With a ``redirect``, every answer leads there.
    """

    port: int
    ca_file: Path
    logins: frozenset[tuple[str, str]]
    asked: list[tuple[str, tuple[str, str] | None]] = field(default_factory=list)
    redirect: str | None = None
    endless: bool = False

    @property
    def url(self) -> str:
        return f"https://{HOST}:{self.port}/app.git"

    @property
    def git(self) -> Git:
        """Return how git reaches this server, and no other inner one."""
        allowed = frozenset({f"{HOST}:{self.port}"})
        path = os.pathsep.join(os.get_exec_path())
        return Git(access=Access(internal=allowed, ca_file=self.ca_file, path=path, seconds=15))


@contextmanager
def git_server(folder: Path, *logins: tuple[str, str]) -> Iterator[GitServer]:
    """Serve a repository ``app.git`` with the branches ``main`` and ``next/one``."""
    repository(folder / "served" / "app.git")
    authority = trustme.CA()
    ca_file = folder / "ca.pem"
    authority.cert_pem.write_to_path(ca_file)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(HOST).configure_cert(context)
    with ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as server:
        served = GitServer(port=server.server_port, ca_file=ca_file, logins=frozenset(logins))
        server.RequestHandlerClass = type(
            "_Serving", (_Handler,), {"served": served, "root": folder / "served"}
        )
        server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield served
        finally:
            served.endless = False
            server.shutdown()
            thread.join()


def repository(path: Path) -> None:
    """Make a bare repository with the branches ``main`` and ``next/one``."""
    path.mkdir(parents=True)
    environ = {
        **os.environ,
        **{
            f"GIT_{who}_{what}": "test@example.com"
            for who in ("AUTHOR", "COMMITTER")
            for what in ("NAME", "EMAIL")
        },
        "GIT_CONFIG_GLOBAL": os.devnull,
    }

    def git(*arguments: str) -> str:
        done = subprocess.run(
            ["git", "-C", str(path), *arguments],
            check=True,
            capture_output=True,
            text=True,
            env=environ,
            input="",
        )
        return done.stdout.strip()

    git("init", "--bare", "--quiet", ".")
    commit = git("commit-tree", "-m", "first", git("mktree"))
    for branch in ("main", "next/one"):
        git("update-ref", f"refs/heads/{branch}", commit)


class _Handler(BaseHTTPRequestHandler):
    served: ClassVar[GitServer]
    root: ClassVar[Path]

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def log_message(self, *_: object) -> None:  # type: ignore[explicit-override]
        pass

    def _serve(self) -> None:
        login = _login(self.headers.get("Authorization"))
        self.served.asked.append((self.path, login))
        if self.served.redirect is not None:
            self._answer(302, {"Location": self.served.redirect + self.path}, b"")
        elif self.served.endless:
            self._never_end()
        elif self.served.logins and login not in self.served.logins:
            self._answer(401, {"WWW-Authenticate": "Basic realm=git"}, b"")
        else:
            self._run()

    def _never_end(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/x-git-upload-pack-advertisement")
        self.end_headers()
        while self.served.endless:
            try:
                self.wfile.write(b"001e# service=git-upload-pack\n" * 1000)
            except OSError:
                return

    def _run(self) -> None:
        path, _, query = self.path.partition("?")
        length = int(self.headers.get("Content-Length") or 0)
        done = subprocess.run(
            ["git", "http-backend"],
            check=True,
            capture_output=True,
            input=self.rfile.read(length),
            env={
                "PATH": os.environ["PATH"],
                "CONTENT_TYPE": self.headers.get("Content-Type") or "",
                "CONTENT_LENGTH": str(length),
                "GIT_HTTP_EXPORT_ALL": "1",
                "GIT_PROJECT_ROOT": str(self.root),
                "GIT_PROTOCOL": self.headers.get("Git-Protocol") or "",
                "GIT_CONFIG_COUNT": "1",
                "GIT_CONFIG_KEY_0": "safe.directory",
                "GIT_CONFIG_VALUE_0": "*",
                "PATH_INFO": path,
                "QUERY_STRING": query,
                "REQUEST_METHOD": self.command,
            },
        )
        head, _, body = done.stdout.partition(b"\r\n\r\n")
        headers = dict(line.split(": ", 1) for line in head.decode().split("\r\n") if ": " in line)
        status = int(headers.pop("Status", "200 OK").split()[0])
        self._answer(status, headers, body)

    def _answer(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


def _login(header: str | None) -> tuple[str, str] | None:
    if header is None:
        return None
    user, _, password = base64.b64decode(header.removeprefix("Basic ")).decode().partition(":")
    return user, password
