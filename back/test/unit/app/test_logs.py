"""What logs look like, and what they never hold."""

import io
import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from app.logs import LONGEST_TEXT, clean, configure
from logging_sink import logged
from settings import LogFormat
from web_sample import BROKEN, SETTINGS, TOKEN, client, make_app

PLANTED = "itg_api_plantedSecret0123456789"


@pytest.fixture
def sink() -> Iterator[io.StringIO]:
    with logged(replace(SETTINGS, log_format=LogFormat.JSON)) as stream:
        yield stream


def lines(sink: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in sink.getvalue().splitlines()]


def test_a_line_is_json_with_its_time_and_level(sink: io.StringIO) -> None:
    structlog.get_logger("integrates.test").warning("it happened", count=1)

    (line,) = lines(sink)
    assert line.pop("timestamp").endswith("Z")
    assert line == {"event": "it happened", "level": "warning", "count": 1}


def test_requests_to_the_search_are_told_only_when_they_fail(sink: io.StringIO) -> None:
    client_of_search = logging.getLogger("opensearch")
    client_of_search.info("GET http://127.0.0.1:9200/ [status:200 request:0.001s]")
    client_of_search.warning("GET http://127.0.0.1:9200/ [status:503 request:0.001s]")

    (line,) = lines(sink)
    assert "status:503" in line["event"]


def test_a_worker_puts_its_number_on_each_line(sink: io.StringIO) -> None:
    configure(replace(SETTINGS, log_format=LogFormat.JSON), stream=sink, worker=3)
    logging.getLogger("some.library").warning("it happened")

    (line,) = lines(sink)
    assert line["worker"] == 3


def test_lines_of_libraries_look_the_same(sink: io.StringIO) -> None:
    logging.getLogger("some.library").warning("token %s", PLANTED)

    (line,) = lines(sink)
    assert (line["event"], line["logger"]) == ("token [hidden]", "some.library")


def test_secrets_are_hidden_by_name_and_by_look(sink: io.StringIO) -> None:
    structlog.get_logger().info(
        f"used {PLANTED}",
        Authorization="Bearer x",
        session_id="abc",
        nested={"password": "hunter2", "list": [PLANTED, {"api_token": "hunter2"}]},
    )

    assert PLANTED not in sink.getvalue()
    assert "hunter2" not in sink.getvalue()
    assert "Bearer" not in sink.getvalue()
    assert lines(sink)[0]["nested"] == {
        "password": "[hidden]",
        "list": ["[hidden]", {"api_token": "[hidden]"}],
    }


def test_an_exception_is_told_without_the_secrets_in_it(sink: io.StringIO) -> None:
    try:
        raise ValueError(f"bad {PLANTED}")  # noqa: TRY301 - it has to have a traceback
    except ValueError:
        structlog.get_logger().exception("failed")

    (line,) = lines(sink)
    assert "ValueError: bad [hidden]" in line["exception"]
    assert PLANTED not in sink.getvalue()


@given(text=st.text())
def test_a_text_never_breaks_a_line_and_has_a_bound(text: str) -> None:
    cleaned = clean("note", text)

    assert len(cleaned) <= LONGEST_TEXT
    assert cleaned.splitlines() in ([cleaned], [])
    assert cleaned.isprintable() or not text.isprintable()


@given(secret=st.from_regex(r"itg_[a-z]{1,9}_[0-9A-Za-z]{1,40}", fullmatch=True), around=st.text())
def test_no_token_survives_in_any_surroundings(secret: str, around: str) -> None:
    assert secret not in str(clean("note", [f"{around} {secret}", {"x": secret}]))


async def test_a_request_leaves_one_line_without_its_credentials(sink: io.StringIO) -> None:
    async with client(make_app(), authorization=f"Bearer {TOKEN}") as connection:
        answer = await connection.post("/api", json={"query": "{ me { userEmail } }"})
        await connection.post(
            "/api",
            json={"query": '{ fails(how: "planted-argument") }'},
            headers={"authorization": f"Bearer {BROKEN}"},
        )

    first = lines(sink)[0]
    assert first.pop("timestamp")
    assert first.pop("milliseconds") >= 0
    assert first == {
        "event": "request",
        "level": "info",
        "request_id": answer.headers["x-request-id"],
        "method": "POST",
        "path": "/api",
        "address": "127.0.0.1",
        "status": 200,
        "operation": "query.me",
        "cost": 1,
        "outcome": "ok",
    }
    assert "itg_" not in sink.getvalue()
    assert "planted-argument" not in sink.getvalue()
