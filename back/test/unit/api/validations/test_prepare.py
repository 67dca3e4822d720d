"""Which documents are accepted, and how those that are not are told."""

import pytest
from graphql.validation.rules import overlapping_fields_can_be_merged

from api.validations.prepare import Documents, InvalidDocument, prepare
from errors import AppError
from web_sample import SIGNED_IN, ask, client, make_app, make_schema

SCHEMA = make_schema()
DEEP = "me { organizations { groups { items(first: 1) { edges { node { group { name } } } } } } }"
DEEPER = DEEP.replace("name", "items { total }")


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("{ me { role } }" + " " * 3_000, "Exception - Max characters exceeded"),
        ("{ me { role } }" + "\n" * 9_000, "Exception - Max characters exceeded"),
        ("query A { me { role } } query B { me { role } }", "Exception - Max operations exceeded"),
        (
            "{ me { role } }" + " ".join(f"fragment F{n} on Me {{ role }}" for n in range(11)),
            "Exception - Max fragments exceeded",
        ),
        (
            "query Q(" + " ".join(f"$v{n}: Int" for n in range(61)) + ") { me { role } }",
            "Exception - Max variables exceeded",
        ),
        (
            "{ a: me { role } b: me { role } c: me { role } d: me { role } }",
            "Exception - Max query breadth exceeded",
        ),
        (
            "{ ...F ...F } fragment F on Query { a: me { role } b: me { role } }",
            "Exception - Max query breadth exceeded",
        ),
        (f"{{ {DEEPER} }}", "Exception - Max query depth exceeded"),
        (
            f"{{ ...A }} fragment A on Query {{ {DEEPER} }}",
            "Exception - Max query depth exceeded",
        ),
        (
            "{ me { " + "role @include(if: true) " * 21 + "} }",
            "Exception - Max directives exceeded",
        ),
        (
            "{ me { " + " ".join(f"a{n}: role" for n in range(16)) + " } }",
            "Exception - Max aliases exceeded",
        ),
        ("{ me { " + "role " * 200 + "} }", "Exception - Max fields exceeded"),
        (
            "{ a: __schema { queryType { name } } b: __schema { queryType { name } } }",
            "Exception - Max introspection exceeded",
        ),
        ("fragment F on Me { role }", "The document holds no operation"),
    ],
)
async def test_a_document_beyond_a_limit_is_refused(query: str, message: str) -> None:
    with pytest.raises(AppError) as refusal:
        prepare(SCHEMA, query)
    answer = await ask(query)

    assert refusal.value.message == message
    assert [error["message"] for error in answer.json()["errors"]] == [message]
    assert "data" not in answer.json()


def test_a_document_at_the_limits_is_accepted() -> None:
    three = "{ a: me { role } b: me { role } ...F } fragment F on Query { c: me { role } }"
    fields = "{ me { " + "role " * 199 + "} }"

    assert prepare(SCHEMA, f"{{ {DEEP} }}").roots == ("me",)
    assert prepare(SCHEMA, three).roots == ("me",)
    assert prepare(SCHEMA, fields).cost.own == 0


def test_tokens_are_counted_before_anything_is_built() -> None:
    with pytest.raises(InvalidDocument) as refusal:
        prepare(SCHEMA, "{ me { " + "a," * 1_000 + "} }")

    assert "more than 1000" in refusal.value.errors[0].message


def test_the_work_of_comparing_fields_is_bounded() -> None:
    prepare(SCHEMA, "{ me { role } }")

    assert overlapping_fields_can_be_merged.MAX_COMPLEXITY_BUDGET == 50_000


@pytest.mark.parametrize(
    ("query", "seconds"),
    [
        ("{ me { role } }", 10),
        ("{ waitsLong(seconds: 1) }", 25),
        ("{ me { role } ...F } fragment F on Query { waitsLong(seconds: 1) }", 25),
    ],
)
def test_the_deadline_is_the_longest_that_a_root_field_asks_for(query: str, seconds: int) -> None:
    assert prepare(SCHEMA, query).deadline == seconds


def test_a_document_is_prepared_once_and_only_good_ones_are_kept() -> None:
    documents = Documents(SCHEMA)

    first = documents.prepare("{ me { role } }")
    with pytest.raises(InvalidDocument):
        documents.prepare("{ me { roles } }")

    assert documents.prepare("{ me { role } }") is first
    assert len(documents) == 1


def test_the_documents_seen_last_are_kept() -> None:
    documents = Documents(SCHEMA)
    first = documents.prepare("{ me { role } }")

    for number in range(255):
        documents.prepare(f"{{ a{number}: me {{ role }} }}")
    kept = documents.prepare("{ me { role } }")
    for number in range(300, 700):
        documents.prepare(f"{{ a{number}: me {{ role }} }}")

    assert kept is first
    assert len(documents) == 256
    assert documents.prepare("{ me { role } }") is not first


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        (
            {"query": "query Q { me { role } }", "variables": {"extra": 1}},
            "Exception - Extra variables in operation",
        ),
        (
            {"query": "query Q { me { role } }", "operationName": "Q\nX"},
            "Exception - Invalid operation name",
        ),
        (
            {
                "query": "query Q($list: [Int!]) { echo(list: $list) }",
                "variables": {"list": [1] * 251},
            },
            "Exception - Max list length exceeded",
        ),
    ],
)
async def test_parameters_beyond_a_limit_are_refused(parameters: object, message: str) -> None:
    async with client(make_app(), **SIGNED_IN) as connection:
        answer = await connection.post("/api", json=parameters)

    assert [error["message"] for error in answer.json()["errors"]] == [message]
