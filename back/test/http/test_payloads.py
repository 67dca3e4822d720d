"""Documents made to be expensive: each is refused or answered, and never breaks anything."""

from time import process_time
from typing import Any, Final

import pytest

from web_sample import SIGNED_IN, Seen, client, make_app

_OVERLAP: Final = "fragment F on Query { " + "me { userEmail ...F } " * 40 + "}"
_DOUBLING: Final = " ".join(
    f"fragment F{n} on Me {{ organizations {{ owner {{ ...F{n + 1} ...F{n + 1} }} }} }}"
    for n in range(9)
)

# Of the processor, on any machine; a library left to itself takes up to 0.8.
SECONDS: Final = 0.2
REFUSED: Final = {
    "aliases": "{ " + " ".join(f"a{n}: me {{ role }}" for n in range(10_000)) + " }",
    "few aliases": "{ me { " + " ".join(f"a{n}: role" for n in range(100)) + " } }",
    "duplicate fields": "{ me { " + "role " * 12_000 + "} }",
    "overlaps": "{ ...F } " + _OVERLAP,
    "directives": "{ me { role " + "@include(if: true) " * 2_000 + "} }",
    "some directives": "{ me { role " + "@skip(if: false) " * 100 + "} }",
    "variables": "query Q(" + " ".join(f"$v{n}: Int" for n in range(5_000)) + ") { me { role } }",
    "operations": " ".join(f"query Q{n} {{ me {{ role }} }}" for n in range(3_000)),
    "long overlaps": "{ ...F } fragment F on Query { " + "me { userEmail ...F } " * 290 + "}",
    "many doubling fragments": "{ me { ...F0 } } "
    + " ".join(f"fragment F{n} on Me {{ ...F{n + 1} ...F{n + 1} }}" for n in range(25))
    + " fragment F25 on Me { role }",
    "doubling fragments": "{ me { ...F0 } } " + _DOUBLING + " fragment F9 on Me { role }",
    "fragment cycle": "{ me { ...A } } fragment A on Me { ...B } fragment B on Me { ...A }",
    "brackets": "[" * 2_000,
    "braces": "{" * 2_000,
    "nested lists": "{ echo(list: " + "[" * 180 + "]" * 180 + ") }",
    "comment": "#" + "x" * 7_000 + "\n{ me { role } }",
    "long name": "{ " + "a" * 2_900 + " }",
}


@pytest.mark.parametrize("name", REFUSED)
async def test_an_expensive_document_is_refused_without_running(name: str) -> None:
    seen = Seen()

    async with client(make_app(seen), **SIGNED_IN) as connection:
        begun = process_time()
        answer = await connection.post("/api", json={"query": REFUSED[name]})
        spent = process_time() - begun

    assert answer.status_code in {200, 413}
    assert answer.json().keys() == {"errors"}
    assert 1 <= len(answer.json()["errors"]) <= 5
    assert max(len(error["message"]) for error in answer.json()["errors"]) <= 300
    assert {error["extensions"]["code"] for error in answer.json()["errors"]} == {"INVALID"}
    assert seen.contexts == 0
    assert spent < SECONDS


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b'{"query": "' + b"," * 3_000_000 + b'{ me { role } }"}', 413),
        (b'{"query": "#' + b"x" * 2_000_000 + b'"}', 413),
        (b"[" * 200_000, 400),
        (b'{"a":' * 40_000, 400),
        (b'{"query": "{ me { role } }", "variables": {"n": ' + b"9" * 100_000 + b"}}", 400),
    ],
)
async def test_an_expensive_body_is_refused_without_running(content: bytes, status: int) -> None:
    seen = Seen()

    async with client(make_app(seen), **SIGNED_IN) as connection:
        answer = await connection.post(
            "/api", content=content, headers={"content-type": "application/json"}
        )

    assert answer.status_code == status
    assert answer.json().keys() == {"errors"}
    assert seen.contexts == 0


@pytest.mark.parametrize(
    "variables",
    [{"n": 10**40}, {"n": "x" * 100_000}, {"n": [[[1]]]}, {"n": {"deep": {"er": 1}}}, {"n": True}],
)
async def test_a_value_of_the_wrong_kind_is_the_callers_error(variables: dict[str, Any]) -> None:
    request = {"query": "query Q($n: Int!) { echo(number: $n) }", "variables": variables}

    async with client(make_app(), **SIGNED_IN) as connection:
        answer = await connection.post("/api", json=request)

    (error,) = answer.json()["errors"]
    assert "data" not in answer.json()
    assert error["extensions"] == {"code": "INVALID"}
    assert len(error["message"]) <= 300
