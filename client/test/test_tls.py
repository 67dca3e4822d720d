import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from socket import create_connection, socket
from typing import Any

import pytest
from typing_extensions import override

from integrates_ci.address import server_at
from integrates_ci.errors import Unreachable
from integrates_ci.graphql import Api as Client
from integrates_ci.graphql import ask

from .api_server import TOKEN, Api, an_import, serving

CERTIFICATE = Path(__file__).with_name("localhost.pem")
QUERY = "query { import(id: 1) { id } }"


@pytest.fixture
def secure_api() -> Iterator[Api]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    served = Api(states=[an_import()])
    with serving(served, tls=context):
        yield served


def client_of(url: str, environ: Mapping[str, str], pauses: list[float]) -> Client:
    server = server_at(url, token=TOKEN, environ=environ)
    return Client(server=server, pause=pauses.append, new_key=lambda: "key")


def test_a_certificate_that_nobody_vouches_for_gets_no_token(secure_api: Api) -> None:
    pauses: list[float] = []

    with pytest.raises(Unreachable, match="certificate of localhost is not trusted"):
        ask(client_of(secure_api.url, {}, pauses), QUERY, {})

    assert secure_api.headers == []
    assert pauses == []


def test_a_certificate_for_another_name_gets_no_token(
    secure_api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    url = secure_api.url.replace("localhost", "127.0.0.1")

    with pytest.raises(Unreachable, match="is not trusted"):
        ask(client_of(url, {}, []), QUERY, {})

    assert secure_api.headers == []


def test_a_trusted_server_is_answered(secure_api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))

    data = ask(client_of(secure_api.url, {}, []), QUERY, {})

    assert data == {"import": {"id": "i1"}}


def test_a_proxy_passes_everything_on_and_sees_no_token(
    secure_api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))

    with proxy() as (address, seen):
        data = ask(client_of(secure_api.url, {"HTTPS_PROXY": address}, []), QUERY, {})

    assert data == {"import": {"id": "i1"}}
    [head] = seen
    assert head.startswith(f"CONNECT localhost:{secure_api.url[18:-4]} ")
    assert TOKEN not in head


@contextmanager
def proxy() -> Iterator[tuple[str, list[str]]]:
    """Run a proxy; give its address and what it is told in the clear."""
    seen: list[str] = []

    class Handler(_Proxy):
        told = seen

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.handle_request, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", seen
        thread.join()


class _Proxy(BaseHTTPRequestHandler):
    told: list[str]

    @override
    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""

    def do_CONNECT(self) -> None:
        self.told.append(f"{self.requestline}\n{self.headers}")
        host, _, port = self.path.partition(":")
        with create_connection((host, int(port))) as target:
            self.send_response(200)
            self.end_headers()
            back = threading.Thread(target=_relay, args=(target, self.connection))
            back.start()
            _relay(self.connection, target)
            back.join()


def _relay(source: socket, target: socket) -> None:
    while data := source.recv(65536):
        target.sendall(data)
