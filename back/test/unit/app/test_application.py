"""The routes of the application."""

from dataclasses import replace
from datetime import timedelta

import pytest
from prometheus_client import generate_latest

from api.http.types import World
from app import create_app
from app.metrics import make_metrics, metrics_app, observe_change
from settings import Environment
from streaming import AT
from streams.types import Advanced, Delayed, Parked, Place
from web_sample import SETTINGS, SIGNED_IN, Seen, client, make_app, make_schema, make_world

PRODUCTION = replace(SETTINGS, environment=Environment.PRODUCTION)
BROWSER = {"accept": "text/html,application/xhtml+xml"}


async def test_the_root_leads_to_the_api() -> None:
    async with client(make_app()) as connection:
        answer = await connection.get("/")

    assert answer.status_code == 307
    assert answer.headers["location"] == "/api"


@pytest.mark.parametrize(("is_ready", "status"), [(True, 200), (False, 503)])
async def test_probes_tell_life_and_readiness_apart(*, is_ready: bool, status: int) -> None:
    async with client(make_app(is_ready=is_ready)) as connection:
        alive = await connection.get("/livez")
        ready = await connection.get("/readyz")

    assert alive.status_code == 200
    assert ready.status_code == status


@pytest.mark.parametrize("path", ["/nowhere", "/api/", "/api/x", "/metrics", "/graphiql/", "//api"])
async def test_anything_else_is_not_there(path: str) -> None:
    async with client(make_app()) as connection:
        answer = await connection.get(f"http://localhost{path}", headers=BROWSER)

    assert answer.status_code == 404
    assert answer.json() == {
        "errors": [{"message": "Not Found", "extensions": {"code": "NOT_FOUND"}}]
    }


async def test_a_bug_outside_a_resolver_is_masked() -> None:
    async def context(*_: object) -> object:
        raise RuntimeError("secret")

    world = make_world(Seen())
    broken = World(identify=world.identify, context=context, ready=world.ready)
    app = create_app(broken, schema=make_schema(), settings=SETTINGS, metrics=make_metrics())

    async with client(app) as connection:
        answer = await connection.post("/api", json={"query": "{ me { role } }"})

    assert answer.status_code == 500
    assert answer.json() == {
        "errors": [
            {
                "message": "InternalServerError",
                "extensions": {"code": "INTERNAL", "id": answer.headers["x-request-id"]},
            }
        ]
    }
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_a_browser_gets_graphiql_under_a_policy_without_other_hosts() -> None:
    async with client(make_app()) as connection:
        first = await connection.get("/api", headers=BROWSER)
        second = await connection.get("/api", headers=BROWSER)

    policy = first.headers["content-security-policy"]
    assert first.status_code == 200
    assert first.headers["content-type"] == "text/html; charset=utf-8"
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert policy != second.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("path", "headers"),
    [("/api?query={me{role}}", BROWSER), ("/api", {"accept": "application/json"}), ("/api", {})],
)
async def test_only_a_browser_without_a_query_gets_graphiql(
    path: str, headers: dict[str, str]
) -> None:
    async with client(make_app()) as connection:
        answer = await connection.get(path, headers=headers)

    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, POST"


async def test_production_has_graphiql_only_when_told() -> None:
    hidden, shown = make_app(settings=PRODUCTION), replace(PRODUCTION, graphiql=True)

    async with client(hidden) as connection:
        page = await connection.get("/api", headers=BROWSER)
        script = await connection.get("/graphiql/graphiql.js")
    async with client(make_app(settings=shown)) as connection:
        wanted = await connection.get("/api", headers=BROWSER)

    assert (page.status_code, script.status_code) == (405, 404)
    assert page.headers["allow"] == "POST"
    assert wanted.status_code == 200


async def test_requests_are_counted_by_operation_and_never_by_what_clients_invent() -> None:
    metrics = make_metrics()
    app = create_app(make_world(Seen()), schema=make_schema(), settings=SETTINGS, metrics=metrics)

    async with client(app, **SIGNED_IN) as connection:
        await connection.post("/api", json={"query": "query Invented { x: me { role } }"})
        await connection.post("/api", json={"query": "{ invented }"})
        await connection.get("/invented")
        await connection.get("/livez")
    shown = generate_latest(metrics.registry).decode()

    counted = {line for line in shown.splitlines() if line.startswith("integrates_requests_total")}
    assert counted == {
        'integrates_requests_total{operation="query.me",outcome="ok",status="200"} 1.0',
        'integrates_requests_total{operation="none",outcome="refused",status="200"} 1.0',
        'integrates_requests_total{operation="none",outcome="none",status="404"} 1.0',
    }
    assert "nvented" not in shown


async def test_what_consumers_took_and_could_not_take_is_counted() -> None:
    metrics = make_metrics()
    place = Place(consumer="search", shard="log")

    observe_change(metrics, Advanced(place=place, changes=3, at=AT), now=AT + timedelta(seconds=2))
    observe_change(metrics, Advanced(place=place, changes=4, at=AT), now=AT)
    observe_change(metrics, Parked(place=place, position="7", error=ValueError()), now=AT)
    observe_change(metrics, Delayed(place=place, error=ValueError()), now=AT)

    shown = generate_latest(metrics.registry).decode()
    assert 'integrates_changes_total{consumer="search"} 7.0' in shown
    assert 'integrates_changes_parked_total{consumer="search"} 1.0' in shown
    assert 'integrates_change_age_seconds{consumer="search"} 0.0' in shown


async def test_metrics_have_an_application_of_their_own() -> None:
    async with client(metrics_app(make_metrics())) as connection:
        answer = await connection.get("/metrics")
        other = await connection.get("/api")

    assert answer.status_code == 200
    assert "integrates_loop_lag_seconds 0.0" in answer.text
    assert "process_resident_memory_bytes" in answer.text
    assert other.status_code == 404
