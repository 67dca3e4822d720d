"""What an audit tool for GraphQL servers looks for, as it asks: none of it is found.

The twelve checks of graphql-cop, anonymous and signed in; only introspection is for who signed in.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

import httpx
import pytest

from settings import Environment
from web_sample import SETTINGS, SIGNED_IN, Seen, client, make_app

IN_PRODUCTION: Final = replace(SETTINGS, environment=Environment.PRODUCTION)
WHO: Final = {"anonymous": {}, "signed in": SIGNED_IN}
NAMED: Final = "query cop { __typename }"
OVERLOADED: Final = {
    "alias overloading": "{ " + " ".join(f"alias{n}: __typename" for n in range(101)) + " }",
    "directive overloading": "query cop { __typename" + " @aa" * 10 + " }",
    "field duplication": "query cop { " + "__typename " * 500 + "}",
    "circular introspection": (
        "query cop { __schema { types { fields { type { fields { type { fields "
        "{ type { fields { type { name } } } } } } } } } } }"
    ),
}
Who = Mapping[str, str]


async def _asked(who: Who, query: str) -> httpx.Response:
    async with client(make_app(Seen(), settings=IN_PRODUCTION), **who) as connection:
        return await connection.post("/api", json={"query": query})


def _is_refused(answer: httpx.Response) -> bool:
    body: dict[str, Any] = answer.json()
    return "data" not in body and bool(body["errors"])


@pytest.mark.parametrize("who", WHO.values(), ids=WHO)
@pytest.mark.parametrize("check", OVERLOADED)
async def test_what_overloads_is_refused(who: Who, check: str) -> None:
    assert _is_refused(await _asked(who, OVERLOADED[check]))


@pytest.mark.parametrize("who", WHO.values(), ids=WHO)
async def test_a_batch_is_refused(who: Who) -> None:
    async with client(make_app(Seen(), settings=IN_PRODUCTION), **who) as connection:
        answer = await connection.post("/api", json=[{"query": NAMED}] * 10)

    assert answer.status_code == 400
    assert _is_refused(answer)


async def test_introspection_is_not_for_everybody() -> None:
    query = "query cop { __schema { types { name fields { name } } } }"

    assert _is_refused(await _asked({}, query))
    assert not _is_refused(await _asked(SIGNED_IN, query))


@pytest.mark.parametrize("who", WHO.values(), ids=WHO)
async def test_no_field_is_suggested(who: Who) -> None:
    for query in ("query cop { __schema { directive } }", "query cop { m { role } }"):
        assert "Did you mean" not in (await _asked(who, query)).text


@pytest.mark.parametrize("who", WHO.values(), ids=WHO)
@pytest.mark.parametrize("query", [NAMED, "mutation cop { __typename }"])
async def test_nothing_is_run_by_get(who: Who, query: str) -> None:
    seen = Seen()

    async with client(make_app(seen, settings=IN_PRODUCTION), **who) as connection:
        answer = await connection.get("/api", params={"query": query})

    assert answer.status_code in (404, 405)
    assert seen.contexts == 0


@pytest.mark.parametrize("who", WHO.values(), ids=WHO)
async def test_no_page_for_browsers_is_there(who: Who) -> None:
    async with client(make_app(Seen(), settings=IN_PRODUCTION), **who) as connection:
        for path in ("/api", "/graphiql", "/playground", "/console", "/graphql"):
            answer = await connection.get(path, headers={"Accept": "text/html"})
            assert not any(
                word in answer.text
                for word in ("graphiql.min.css", "GraphQL Playground", "GraphiQL")
            )


@pytest.mark.parametrize("who", WHO.values(), ids=WHO)
async def test_no_form_of_another_site_is_run(who: Who) -> None:
    seen = Seen()

    async with client(make_app(seen, settings=IN_PRODUCTION), **who) as connection:
        answer = await connection.post("/api", data={"query": NAMED})

    assert answer.status_code == 415
    assert seen.contexts == 0


@pytest.mark.parametrize("who", WHO.values(), ids=WHO)
async def test_neither_a_trace_nor_how_it_failed_is_shown(who: Who) -> None:
    for query in (NAMED, "qwerty cop { abc }", '{ fails(how: "bug") }'):
        body = (await _asked(who, query)).json()
        extensions = [body.get("extensions", {})]
        extensions += [error.get("extensions", {}) for error in body.get("errors", ())]
        for each in extensions:
            assert each.keys().isdisjoint({"tracing", "exception", "stacktrace", "debug"})
        assert "Traceback" not in str(body)
