"""--oidc: the command signs in as the build that it runs in."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final
from urllib.parse import parse_qs

import pytest
from typing_extensions import override

from .api_server import TOKEN, Api
from .ran import Ran

GOOD: Final = (200, {"access_token": TOKEN})


class Ci:
    """Gives a build its token as GitHub does, and one of ours for it."""

    def __init__(self) -> None:
        self.answers: list[tuple[int, object]] = []
        self.asked: list[tuple[str, str, str]] = []
        self.forms: list[dict[str, list[str]]] = []
        self.url = ""


@contextmanager
def _serving(ci: Ci) -> Iterator[None]:
    class Handler(BaseHTTPRequestHandler):
        def _answer(self, status: int, content: object) -> None:
            data = json.dumps(content).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def do_GET(self) -> None:
            ci.asked.append(("GET", self.path, self.headers["Authorization"]))
            self._answer(200, {"value": "id-token"})

        def do_POST(self) -> None:
            form = self.rfile.read(int(self.headers["Content-Length"])).decode()
            ci.asked.append(("POST", self.path, self.headers["Content-Type"]))
            ci.forms.append(parse_qs(form))
            self._answer(*(ci.answers.pop(0) if ci.answers else GOOD))

        @override
        def log_message(self, format: str, *_: object) -> None:
            del format

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    ci.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def ci() -> Iterator[Ci]:
    found = Ci()
    with _serving(found):
        yield found


def _github(ci: Ci) -> dict[str, str]:
    return {
        "INTEGRATES_API_TOKEN": "",
        "ACTIONS_ID_TOKEN_REQUEST_URL": f"{ci.url}/idtoken?api-version=2",
        "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "of-the-runner",
        "INTEGRATES_API_URL": f"{ci.url}/prefix/api",
    }


def test_a_build_at_github_asks_for_its_token_and_exchanges_it(
    ci: Ci, run: Callable[..., Ran]
) -> None:
    ran = run("findings", "--group", "demo", "--oidc", environ=_github(ci))

    get, post, query = ci.asked
    assert ran.code == 1  # it is no API that answers the query
    assert get[1:] == (
        f"/idtoken?api-version=2&audience={ci.url.replace(':', '%3A').replace('/', '%2F')}",
        "Bearer of-the-runner",
    )
    assert post == ("POST", "/prefix/token", "application/x-www-form-urlencoded")
    assert query[1] == "/prefix/api"
    assert ci.forms[0] == {
        "grant_type": ["urn:ietf:params:oauth:grant-type:token-exchange"],
        "subject_token": ["id-token"],
        "subject_token_type": ["urn:ietf:params:oauth:token-type:id_token"],
        "audience": ["demo"],
    }


def test_an_audience_is_what_is_said(ci: Ci, run: Callable[..., Ran]) -> None:
    run("findings", "--group", "demo", "--oidc", "--oidc-audience", "us", environ=_github(ci))

    assert ci.asked[0][1].endswith("&audience=us")


def test_a_build_at_gitlab_has_its_token_already(ci: Ci, run: Callable[..., Ran]) -> None:
    environ = {"INTEGRATES_ID_TOKEN": "of-gitlab", "INTEGRATES_API_URL": f"{ci.url}/api"}

    run("findings", "--group", "demo", "--oidc", environ=environ)

    assert [each[1] for each in ci.asked] == ["/token", "/api"]
    assert ci.forms[0]["subject_token"] == ["of-gitlab"]


def test_without_a_token_of_the_ci_nothing_is_sent(api: Api, run: Callable[..., Ran]) -> None:
    ran = run("findings", "--group", "demo", "--oidc")

    assert (ran.code, api.headers) == (2, [])
    assert "The CI gives no token" in ran.err


def test_a_refusal_is_told_in_the_words_of_the_server(ci: Ci, run: Callable[..., Ran]) -> None:
    refusal = {"error": "invalid_request", "error_description": "The subject token was refused"}
    ci.answers = [(400, refusal)]

    ran = run("findings", "--group", "demo", "--oidc", environ=_github(ci))

    assert (ran.code, ran.err) == (1, "integrates-ci: The subject token was refused\n")


@pytest.mark.parametrize("content", [[], {}, {"access_token": 7}])
def test_an_answer_without_a_token_is_a_failure(
    ci: Ci, run: Callable[..., Ran], content: object
) -> None:
    ci.answers = [(200, content)]

    assert run("findings", "--group", "demo", "--oidc", environ=_github(ci)).code == 1


def test_an_issuer_that_is_away_is_waited_for(ci: Ci, run: Callable[..., Ran]) -> None:
    ci.answers = [(503, {}), GOOD]

    ran = run("findings", "--group", "demo", "--oidc", environ=_github(ci))

    assert len(ci.forms) >= 2
    assert ran.pauses[0] == 0.5
