import pytest

from integrates_ci import transport
from integrates_ci.address import server_at
from integrates_ci.errors import Refused, UnknownAnswer, Unreachable
from integrates_ci.graphql import Api as Client
from integrates_ci.graphql import ask
from integrates_ci.multipart import BLOCK_BYTES, Body
from integrates_ci.transport import exchange

from .api_server import TOKEN, Api, Fault, an_import

QUERY = "query { import(id: 1) { id } }"
HTML = {"Content-Type": "text/html; charset=utf-8"}


@pytest.fixture
def pauses() -> list[float]:
    return []


@pytest.fixture
def client(api: Api, pauses: list[float]) -> Client:
    api.states = [an_import()]
    server = server_at(api.url, token=TOKEN, environ={})
    return Client(server=server, pause=pauses.append, new_key=lambda: "key")


def test_a_query_is_answered(client: Client, api: Api) -> None:
    data = ask(client, QUERY, {})

    assert data == {"import": {"id": "i1"}}
    [headers] = api.headers
    assert headers["Authorization"] == f"Bearer {TOKEN}"
    assert headers["Accept"] == "application/json"


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_a_busy_server_is_asked_again(
    client: Client, api: Api, pauses: list[float], status: int
) -> None:
    api.faults = [Fault(status=status), Fault(status=status, headers={"Retry-After": "3"})]

    ask(client, QUERY, {})

    assert pauses == [0.5, 3.0]


def test_patience_has_an_end(client: Client, api: Api, pauses: list[float]) -> None:
    api.faults = [Fault(status=503)] * 20

    with pytest.raises(Unreachable, match="busy"):
        ask(client, QUERY, {})

    assert tuple(pauses) == transport.WAITS_SECONDS
    assert len(api.headers) == len(transport.WAITS_SECONDS) + 1


def test_who_asks_for_too_much_patience_does_not_get_it(
    client: Client, api: Api, pauses: list[float]
) -> None:
    api.faults = [Fault(status=429, headers={"Retry-After": "3600"})]

    with pytest.raises(Unreachable):
        ask(client, QUERY, {})

    assert pauses == []


@pytest.mark.parametrize("value", ["", "Wed, 21 Oct 2026 07:28:00 GMT", "-5", "1e9", "²"])
def test_a_wait_that_is_no_number_is_ours_to_choose(
    client: Client, api: Api, pauses: list[float], value: str
) -> None:
    api.faults = [Fault(status=503, headers={"Retry-After": value.encode().decode("latin-1")})]

    ask(client, QUERY, {})

    assert pauses == [0.5]


def test_what_stands_behind_the_server_may_heal(
    client: Client, api: Api, pauses: list[float]
) -> None:
    api.faults = [
        Fault(
            status=200,
            body=b'{"errors": [{"message": "No store", "extensions": {"code": "UNAVAILABLE"}}]}',
        )
    ]

    ask(client, QUERY, {})

    assert pauses == [0.5]


def test_a_refusal_is_not_asked_again(client: Client, api: Api, pauses: list[float]) -> None:
    api.refusal = ("Access denied", "ACCESS_DENIED")

    with pytest.raises(Refused, match=r"^Access denied$") as refusal:
        ask(client, QUERY, {})

    assert refusal.value.code == "ACCESS_DENIED"
    assert pauses == []
    assert len(api.headers) == 1


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        (Fault(status=200, body=b"<html>", headers=HTML), "200 with text/html"),
        (Fault(status=301, headers={**HTML, "Location": "http://127.0.0.1:1/"}), "301 with"),
        (Fault(status=200, body=b"{"), "malformed JSON"),
        (Fault(status=200, body=b"[]"), "without data"),
        (Fault(status=404, body=b'{"data": null}'), "404 without data"),
        (Fault(status=400, body=b'{"errors": "no"}'), "not a list"),
    ],
)
def test_what_is_no_graphql_is_told_as_such(
    client: Client, api: Api, fault: Fault, message: str
) -> None:
    api.faults = [fault]

    with pytest.raises(UnknownAnswer, match=message):
        ask(client, QUERY, {})

    assert len(api.headers) == 1


def test_a_refusal_before_the_body_was_read_is_understood(client: Client, api: Api) -> None:
    api.faults = [
        Fault(status=413, body=b'{"errors": [{"message": "Too large"}]}', reads_body=False)
    ]
    blocks = [bytes(BLOCK_BYTES)] * 400

    answer = exchange(
        client.server,
        Body(
            content_type="application/json",
            length=BLOCK_BYTES * 400,
            blocks=lambda: iter(blocks),
        ),
        key="key",
        pause=client.pause,
    )

    assert answer.status == 413


def test_a_server_that_is_not_there_is_named(pauses: list[float]) -> None:
    server = server_at("http://127.0.0.1:1/api", token=TOKEN, environ={})
    client = Client(server=server, pause=pauses.append, new_key=lambda: "key")

    with pytest.raises(Unreachable, match=r"^127\.0\.0\.1:1 does not answer"):
        ask(client, QUERY, {})

    assert tuple(pauses) == transport.WAITS_SECONDS
