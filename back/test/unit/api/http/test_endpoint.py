"""GraphQL over HTTP, through the whole application."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest

from settings import Environment, Limits
from web_sample import BROKEN, SETTINGS, SIGNED_IN, Seen, ask, client, make_app

GRAPHQL = "application/graphql-response+json"
ME = "{ me { userEmail } }"


async def test_answers_with_the_data_and_the_cost() -> None:
    answer = await ask(ME)

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    assert answer.json() == {
        "data": {"me": {"userEmail": "someone@example.com"}},
        "extensions": {"cost": {"requested": 1, "limit": 20_000}},
    }


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("{ me { userEmail", "Syntax Error: Expected Name, found <EOF>."),
        ("{ mee { userEmail } }", "Cannot query field 'mee' on type 'Query'."),
        (
            "query Q($n: Int) { echo(number: $n) }",
            "Variable '$n' has invalid value: Int cannot represent non-integer value: 'x'",
        ),
    ],
)
async def test_what_never_runs_is_200_to_old_clients_and_400_to_new_ones(
    query: str, message: str
) -> None:
    request = {"query": query, "variables": {"n": "x"} if "$n" in query else {}}

    async with client(make_app(), **SIGNED_IN) as connection:
        old = await connection.post("/api", json=request)
        new = await connection.post("/api", json=request, headers={"accept": GRAPHQL})

    assert (old.status_code, new.status_code) == (200, 400)
    assert new.headers["content-type"] == f"{GRAPHQL}; charset=utf-8"
    assert [error["message"] for error in old.json()["errors"]] == [message]
    assert old.json()["errors"][0]["extensions"] == {"code": "INVALID"}
    assert "data" not in old.json()


async def test_what_ran_is_200_to_everyone_although_its_data_is_null() -> None:
    async with client(make_app(), **SIGNED_IN) as connection:
        answer = await connection.post(
            "/api", json={"query": "{ missing }"}, headers={"accept": GRAPHQL}
        )

    assert answer.status_code == 200
    assert answer.json()["data"] is None


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"{", "The request is not valid JSON"),
        (b"[]", "Batches are not supported"),
        (b'"text"', "The request must be an object"),
        (b"{}", "The parameter query must be a text"),
        (b'{"query": 1}', "The parameter query must be a text"),
        (b'{"query": "{me}", "variables": []}', "The parameter variables must be an object"),
        (b'{"query": "{me}", "operationName": 1}', "The parameter operationName must be a text"),
        (b'{"query": "{me}", "extensions": ""}', "The parameter extensions must be an object"),
        (b'{"query": "{me}", "variables": {"a": %s}}' % (b"[" * 70 + b"]" * 70), "deeper than 64"),
        (b"[" * 10_000, "The request is not valid JSON"),
    ],
)
async def test_a_malformed_request_is_400_and_reaches_nobody(content: bytes, message: str) -> None:
    seen = Seen()

    async with client(make_app(seen), **SIGNED_IN) as connection:
        answer = await connection.post(
            "/api", content=content, headers={"content-type": "application/json"}
        )

    assert answer.status_code == 400
    assert message in answer.json()["errors"][0]["message"]
    assert seen.contexts == 0


async def test_a_bug_is_masked_and_leaves_an_id_to_ask_about() -> None:
    answer = await ask('{ fails(how: "bug") }')

    assert answer.json()["data"] == {"fails": None}
    assert answer.json()["errors"] == [
        {
            "locations": [{"line": 1, "column": 3}],
            "path": ["fails"],
            "message": "InternalServerError",
            "extensions": {"code": "INTERNAL", "id": answer.headers["x-request-id"]},
        }
    ]


@pytest.mark.parametrize("query", ["{ badNumber }", "{ missing }"])
async def test_a_value_that_the_schema_does_not_allow_is_a_bug_and_not_shown(query: str) -> None:
    answer = await ask(query)

    assert [error["message"] for error in answer.json()["errors"]] == ["InternalServerError"]
    assert "secret" not in answer.text


async def test_an_anticipated_failure_is_told_whole() -> None:
    answer = await ask('{ me { role } group(name: "unknown") { name } }')

    assert answer.json()["data"] == {"me": {"role": "user"}, "group": None}
    assert answer.json()["errors"] == [
        {
            "locations": [{"line": 1, "column": 15}],
            "path": ["group"],
            "message": "Access denied or group not found",
            "extensions": {"code": "NOT_FOUND", "details": {"group": "unknown"}},
        }
    ]


async def test_an_argument_that_is_missing_at_run_time_is_the_callers_error() -> None:
    answer = await ask('query Q($n: String = "x") { group(name: $n) { name } }', n=None)

    (error,) = answer.json()["errors"]
    assert error["extensions"] == {"code": "INVALID"}
    assert error["path"] == ["group"]
    assert "not to be None" in error["message"]


@pytest.mark.parametrize(
    ("query", "variables"),
    [
        ("{ me { userEmai } }", {}),
        ("{ echo(role: HACKR) }", {}),
        ("query Q($r: Role) { echo(role: $r) }", {"r": "HACKR"}),
    ],
)
async def test_no_error_suggests_what_else_there_is(query: str, variables: dict[str, Any]) -> None:
    answer = await ask(query, **variables)

    assert len(answer.json()["errors"]) == 1
    assert "mean" not in answer.text
    assert "userEmail" not in answer.text
    assert "HACKER" not in answer.text


async def test_errors_of_validation_are_few_and_short() -> None:
    fields = " ".join(f"{'unknown' * 60}{number}" for number in range(6))

    answer = await ask(f"{{ me {{ {fields} }} }}")

    assert len(answer.json()["errors"]) == 5
    assert max(len(error["message"]) for error in answer.json()["errors"]) == 300


async def test_what_identification_raises_is_the_answer() -> None:
    seen = Seen()

    async with client(make_app(seen), authorization=f"Bearer {BROKEN}") as connection:
        answer = await connection.post("/api", json={"query": ME})

    assert answer.status_code == 200
    assert answer.json() == {
        "errors": [
            {
                "message": "Exception - Invalid Authorization",
                "extensions": {"code": "UNAUTHENTICATED"},
            }
        ]
    }
    assert seen.contexts == 0


@pytest.mark.parametrize("query", ["{ __schema { types { name } } }", '{__type(name: "Me"){name}}'])
async def test_only_who_is_signed_in_may_introspect(query: str) -> None:
    async with client(make_app()) as connection:
        stranger = await connection.post("/api", json={"query": query})
        harmless = await connection.post("/api", json={"query": "{ __typename }"})
    known = await ask(query)

    assert stranger.json() == {
        "errors": [{"message": "Login required", "extensions": {"code": "UNAUTHENTICATED"}}]
    }
    assert harmless.json()["data"] == {"__typename": "Query"}
    assert "errors" not in known.json()


async def test_what_takes_longer_than_its_deadline_is_cancelled(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen = Seen()
    monkeypatch.setattr("api.validations.prepare.DEADLINE", 0)

    answer = await ask("{ waits(seconds: 60) }", app=make_app(seen))
    patient = await ask("{ waitsLong(seconds: 0.01) }", app=make_app(seen))

    assert answer.status_code == 503
    assert answer.json() == {
        "errors": [{"message": "The request took too long", "extensions": {"code": "UNAVAILABLE"}}]
    }
    assert seen.cancelled == ["waits"]
    assert patient.json()["data"] == {"waitsLong": 1}


async def test_an_answer_that_is_too_large_is_not_sent() -> None:
    app = make_app(settings=replace(SETTINGS, limits=Limits(response_bytes=1000)))

    answer = await ask("{ large(size: 1000) }", app=app)

    assert answer.status_code == 500
    assert answer.json()["errors"][0]["message"] == "InternalServerError"


async def test_one_caller_gets_no_more_than_its_share_at_once() -> None:
    app = make_app(settings=replace(SETTINGS, limits=Limits(in_flight_each=2)))

    async with client(app, **SIGNED_IN) as mine, client(app) as others:
        query = {"query": "{ waits(seconds: 0.2) }"}
        answers = await asyncio.gather(
            *(mine.post("/api", json=query) for _ in range(3)), others.post("/api", json=query)
        )
        afterwards = await mine.post("/api", json=query)

    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 503]
    refused = next(answer for answer in answers if answer.status_code == 503)
    assert refused.headers["retry-after"] == "1"
    assert refused.request.headers["authorization"] == SIGNED_IN["authorization"]
    assert afterwards.status_code == 200


@pytest.mark.parametrize(
    ("size", "headers", "status"),
    [
        (16 * 1024, {}, 200),
        (16 * 1024 + 1, {}, 413),
        (16 * 1024 + 1, SIGNED_IN, 200),
        (256 * 1024, SIGNED_IN, 200),
        (256 * 1024 + 1, SIGNED_IN, 413),
    ],
)
@pytest.mark.parametrize("is_announced", [True, False])
async def test_a_body_is_bounded_by_who_sends_it(
    *, size: int, headers: dict[str, str], status: int, is_announced: bool
) -> None:
    content = b'{"query": "{ __typename }"' + b" " * (size - 27) + b"}"

    async def in_parts() -> AsyncIterator[bytes]:
        for at in range(0, size, 50_000):
            yield content[at : at + 50_000]

    async with client(make_app(), **headers) as connection:
        answer = await connection.post(
            "/api",
            content=content if is_announced else in_parts(),
            headers={"content-type": "application/json"},
        )

    assert answer.status_code == status


async def test_requests_by_other_methods_are_told_which_one_to_use() -> None:
    app = make_app(settings=replace(SETTINGS, environment=Environment.PRODUCTION, graphiql=False))

    async with client(app, **SIGNED_IN) as connection:
        answers = [
            await connection.request(method, "/api", params={"query": ME})
            for method in ("GET", "HEAD", "PUT", "DELETE", "OPTIONS")
        ]

    assert {answer.status_code for answer in answers} == {405}
    assert {answer.headers["allow"] for answer in answers} == {"POST"}
