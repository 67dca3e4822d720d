"""Requests to Amazon OpenSearch Service carry a signature that the service would find good."""

import hashlib
import hmac
import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from aiohttp import web

from contract.search.builders import INDEX, THINGS, a_doc, a_query
from search.errors import NoCredentials, SearchUnavailable
from search.opensearch import ClusterConfig, open_search
from unit.search.opensearch.cluster import NOTHING_FOUND, generations

pytestmark = pytest.mark.not_changes_db

KEY, SECRET, SESSION = "AKIAEXAMPLE", "the/secret+key", "the-session"
CONFIG = ClusterConfig(prefix="t_", request_seconds=5, deadline_seconds=5, aws_region="eu-west-1")
AUTHORIZATION = re.compile(
    r"AWS4-HMAC-SHA256 Credential=(?P<key>\w+)/(?P<scope>\d{8}/eu-west-1/es/aws4_request),"
    r" SignedHeaders=(?P<signed>[\w;-]+), Signature=(?P<signature>[0-9a-f]{64})"
)


def signature_of(request: web.Request, body: bytes, secret: str) -> str:
    """Return the signature that ``request`` should have, as AWS documents Signature Version 4."""
    told = AUTHORIZATION.fullmatch(request.headers["Authorization"])
    assert told is not None
    path, _, query = request.raw_path.partition("?")
    digest = hashlib.sha256(body).hexdigest()
    names = told["signed"].split(";")
    canonical = [
        request.method,
        quote(path, safe="/-_.~"),
        "&".join(sorted(query.split("&"))),
        *(f"{name}:{' '.join(request.headers[name].split())}" for name in names),
        "",
        told["signed"],
        digest,
    ]
    scope, at = told["scope"], request.headers["X-Amz-Date"]
    asked = hashlib.sha256("\n".join(canonical).encode()).hexdigest()
    text = f"AWS4-HMAC-SHA256\n{at}\n{scope}\n{asked}"
    key = f"AWS4{secret}".encode()
    for part in scope.split("/"):
        key = hmac.digest(key, part.encode(), "sha256")
    return hmac.new(key, text.encode(), "sha256").hexdigest()


@dataclass(slots=True)
class Guarded:
    """A service that refuses what is not signed; ``asked`` are the headers of what it took."""

    url: str = ""
    secret: str = SECRET
    asked: list[Mapping[str, str]] = field(default_factory=list)

    async def answer(self, request: web.Request) -> web.Response:
        body = await request.read()
        told = AUTHORIZATION.fullmatch(request.headers.get("Authorization", ""))
        at = request.headers.get("X-Amz-Date", "")
        if (
            told is None
            or told["key"] != KEY
            or not hmac.compare_digest(told["signature"], signature_of(request, body, self.secret))
            or not {"host", "x-amz-date"} <= set(told["signed"].split(";"))
            or request.headers["X-Amz-Content-SHA256"] != hashlib.sha256(body).hexdigest()
        ):
            return web.json_response({"error": "not signed"}, status=403)
        sent = datetime.strptime(at, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        assert abs(datetime.now(UTC) - sent) < timedelta(minutes=5)
        self.asked.append(dict(request.headers))
        if request.method == "GET":
            return web.json_response(generations(a=True).body)
        if request.path.endswith("/_bulk"):
            return web.json_response({"items": [{"index": {"status": 201}}]})
        return web.json_response(NOTHING_FOUND)


@pytest.fixture
async def guarded(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> AsyncIterator[Guarded]:
    for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    # Nobody's own files, nor the machine's role.
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, str(tmp_path / "none"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    service = Guarded()
    application = web.Application()
    application.router.add_route("*", "/{path:.*}", service.answer)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    [(host, port)] = runner.addresses
    service.url = f"http://{host}:{port}"
    yield service
    await runner.cleanup()


async def test_every_request_is_signed(guarded: Guarded) -> None:
    async with open_search(guarded.url, [THINGS], config=CONFIG) as search:
        await search.apply(INDEX, [a_doc("a", version=1)])
        hits = await search.search(a_query())

    assert hits.ids == ()
    assert len(guarded.asked) == 4
    assert "X-Amz-Security-Token" not in guarded.asked[0]


async def test_temporary_credentials_say_of_which_session_they_are(
    guarded: Guarded, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_SESSION_TOKEN", SESSION)

    async with open_search(guarded.url, [THINGS], config=CONFIG) as search:
        await search.search(a_query())

    assert {headers["X-Amz-Security-Token"] for headers in guarded.asked} == {SESSION}
    assert "x-amz-security-token" in guarded.asked[0]["Authorization"]


async def test_a_signature_with_another_secret_is_refused(guarded: Guarded) -> None:
    guarded.secret = "another"

    async with open_search(guarded.url, [THINGS], config=CONFIG) as search:
        with pytest.raises(SearchUnavailable):
            await search.search(a_query())

    assert guarded.asked == []


async def test_without_credentials_nothing_is_opened(
    guarded: Guarded, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")

    with pytest.raises(NoCredentials):
        async with open_search(guarded.url, [THINGS], config=CONFIG):
            pass


async def test_without_a_region_nothing_is_signed(guarded: Guarded) -> None:
    async with open_search(guarded.url, [THINGS], config=ClusterConfig(prefix="t_")) as search:
        with pytest.raises(SearchUnavailable):
            await search.search(a_query())

    assert guarded.asked == []
