"""What requests cost."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.validations.cost import cost_of
from api.validations.errors import PageNotPositive, PageTooLarge
from api.validations.prepare import prepare
from web_sample import Seen, ask, make_app, make_schema

SCHEMA = make_schema()
ITEMS = "group(name: $g) { items(first: $n) { edges { node { id } } pageInfo { endCursor } } }"
PAGE = f"query Q($g: String!, $n: Int) {{ {ITEMS} }}"


def cost(query: str, **variables: Any) -> int:
    return cost_of(prepare(SCHEMA, query).cost, variables)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("{ __typename }", 0),
        ("{ me { userEmail role } }", 1),
        ("{ a: me { role } b: me { role } }", 2),
        ("{ ...F } fragment F on Query { me { ... on Me { role } } }", 1),
        ("{ me { organizations { name } } }", 1 + 10),
        ("{ me { organizations { groups { name } } } }", 1 + 10 * (1 + 10)),
        ('{ search(text: "x") { id } }', 10 * 30),
        ("{ __schema { types { name } } }", 1),
        ('{ group(name: "g") { every { total } } }', 2),
        ('{ group(name: "g") { every { edges { cursor } } } }', 2 + 10),
        ('{ group(name: "g") { every(first: 50) { edges { node { id } } } } }', 2 + 50 * 2),
        ('{ group(name: "g") { items { edges { node { id } } } } }', 2 + 1_000 * 2),
    ],
)
def test_an_object_costs_one_as_often_as_it_may_come(query: str, expected: int) -> None:
    assert cost(query) == expected


@given(first=st.integers(1, 1_200))
def test_a_page_costs_by_its_size(first: int) -> None:
    assert cost(PAGE, g="g", n=first) == 2 + 1 + first * 2


@given(first=st.integers(-(2**31), 2**31 - 1))
def test_a_literal_costs_what_a_variable_does(first: int) -> None:
    literal = f'{{ group(name: "g") {{ items(first: {first}) {{ edges {{ cursor }} }} }} }}'
    variable = 'query Q($n: Int) { group(name: "g") { items(first: $n) { edges { cursor } } } }'

    assert outcome(literal) == outcome(variable, n=first)


def outcome(query: str, **variables: Any) -> object:
    try:
        return cost(query, **variables)
    except (PageNotPositive, PageTooLarge) as refusal:
        return type(refusal)


def test_a_variable_without_a_value_counts_its_default() -> None:
    query = PAGE.replace("$n: Int", "$n: Int = 7")

    assert cost(query, g="g") == 2 + 1 + 7 * 2
    assert cost(PAGE, g="g") == 2 + 1 + 1_000 * 2
    assert cost(PAGE, g="g", n=None) == 2 + 1 + 1_000 * 2


@pytest.mark.parametrize(
    ("first", "message"),
    [
        (0, "The argument must be a positive integer: first"),
        (-5, "The argument must be a positive integer: first"),
        (1_201, "Exception - Max page size exceeded"),
    ],
)
async def test_a_page_size_outside_its_range_is_refused(first: int, message: str) -> None:
    seen = Seen()

    answer = await ask(PAGE, app=make_app(seen), g="narrabri", n=first)

    assert [error["message"] for error in answer.json()["errors"]] == [message]
    assert seen.contexts == 0


async def test_a_request_that_is_too_dear_is_refused_before_it_runs() -> None:
    seen = Seen()
    page = "items(first: 200) { edges { %s } }"
    nested = page % ("node { group { %s } }" % (page % "cursor"))

    answer = await ask(f'{{ group(name: "narrabri") {{ {nested} }} }}', app=make_app(seen))

    assert answer.json()["errors"] == [
        {
            "message": "Exception - Max query cost exceeded",
            "extensions": {
                "code": "INVALID",
                "details": {"cost": 2 + 200 * (1 + 1 + 1 + 1 + 200), "limit": 20_000},
            },
        }
    ]
    assert seen.contexts == 0


@given(count=st.integers(1, 3))
def test_the_same_mutation_three_times_costs_three_times(count: int) -> None:
    fields = " ".join(f'm{n}: rename(name: "x") {{ role }}' for n in range(count))

    assert cost(f"mutation {{ {fields} }}") == count
