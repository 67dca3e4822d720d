"""The nginx configuration that is shipped, run on this machine's loopback in front of a service."""

import os
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from httpx import AsyncClient, AsyncHTTPTransport

from arch.project import ROOT
from engines.process import accepts, free_port, running

NAME: Final = "integrates.example.com"
CLIENT: Final = "127.0.0.2"  # not what the proxy calls the service from
NGINX: Final = os.environ.get("INTEGRATES_TEST_NGINX", "/usr/sbin/nginx")
_MAIN: Final = """
daemon off;
pid nginx.pid;
error_log stderr;
{user}
events {{ worker_connections 64; }}
http {{
    access_log off;
    client_body_temp_path body;
    proxy_temp_path proxy;
    fastcgi_temp_path fastcgi;
    uwsgi_temp_path uwsgi;
    scgi_temp_path scgi;
{servers}
}}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proxy:
    """``port`` is that of HTTP, ``tls_port`` that of HTTPS; ``folder`` has the certificate."""

    folder: Path
    port: int
    tls_port: int

    @property
    def api(self) -> str:
        return f"https://127.0.0.1:{self.tls_port}/api"

    def client(self, token: str) -> AsyncClient:
        """Return a client that trusts the certificate for its name, and calls from ``CLIENT``."""
        trusting = ssl.create_default_context(cafile=self.folder / "fullchain.pem")
        return AsyncClient(
            transport=AsyncHTTPTransport(verify=trusting, local_address=CLIENT),
            headers={"Host": NAME, "Authorization": f"Bearer {token}"},
            timeout=60,
        )


@contextmanager
def proxying(folder: Path, *, service: int) -> Iterator[Proxy]:
    """Run nginx in front of the service at a port, as it is shipped but for ports and places."""
    proxy = Proxy(folder=folder, port=free_port(), tls_port=free_port())
    folder.mkdir()
    _certify(folder)
    servers = (ROOT / "deploy/nginx.conf").read_text()
    for shipped, here in (
        ("listen 80;", f"listen 127.0.0.1:{proxy.port};"),
        ("listen 443 ssl;", f"listen 127.0.0.1:{proxy.tls_port} ssl;"),
        ("/etc/ssl/integrates/", f"{folder}/"),
        ("http://127.0.0.1:8001;", f"http://127.0.0.1:{service};"),
    ):
        assert shipped in servers, shipped
        servers = servers.replace(shipped, here)
    # Its workers leave root, and could not enter a folder of root's.
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(_MAIN.format(user=user, servers=servers))
    command = [NGINX, "-p", str(folder), "-c", "nginx.conf", "-e", "stderr"]
    with running(command, folder, ready=lambda: accepts(proxy.tls_port)):
        yield proxy


def _certify(folder: Path) -> None:
    key, chain = folder / "key.pem", folder / "fullchain.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"),
            *("-nodes", "-days", "2", "-subj", f"/CN={NAME}"),
            *("-addext", f"subjectAltName=DNS:{NAME}", "-keyout", str(key), "-out", str(chain)),
        ],
        check=True,
        capture_output=True,
    )
