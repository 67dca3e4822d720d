"""What every search refuses before anything is sent."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from contract.search.builders import INDEX, a_doc, a_query
from search.errors import FieldMisused, LimitError, UnknownField, UnknownIndex
from search.types import (
    EVERYTHING,
    And,
    Exists,
    FacetQuery,
    Not,
    Or,
    Order,
    Prefix,
    Range,
    SearchIndex,
    SearchQuery,
    Term,
    Terms,
    Text,
    Where,
)

pytestmark = pytest.mark.not_changes_db

UNKNOWN = [
    Term("colour", "red"),
    Terms("colour", ()),
    Range("colour", gt=1),
    Exists("colour"),
    Prefix("colour", "r"),
    Text("red", ("title", "colour")),
    And((EVERYTHING, Or((Not(Term("colour", "red")),)))),
]
MISUSED = [
    Term("title", "red"),
    Terms("notes", ("red",)),
    Range("title", gt="a"),
    Prefix("title", "a"),
    Term("line", "1"),
    Term("line", 1.0),
    Term("line", True),  # noqa: FBT003 - a value that is refused
    Term("open", 1),
    Term("team", 1),
    Term("team", "\ud800"),
    Term("score", float("nan")),
    Terms("cwes", (1, "2")),
    Range("line", gt=1, lt="2"),
    Range("open", gt=False),
    Prefix("line", "1"),
    Text("red", ("team",)),
    Not(Not(Term("seen", "2026-01-01"))),
]


def nested(depth: int) -> Where:
    where: Where = EVERYTHING
    for _ in range(depth - 1):
        where = Not(where)
    return where


TOO_LARGE = [
    nested(13),
    nested(100_000),
    And((EVERYTHING,) * 500),
    Or(tuple(Text("one two", ("path", "title")) for _ in range(125))),
    Terms("line", tuple(range(10_001))),
    Text("word " * 167),
    Text("x" * 200_001),
    Range("line"),
]


@pytest.mark.parametrize("where", UNKNOWN, ids=str)
async def test_an_unknown_field_is_refused_wherever_it_is(
    search: SearchIndex, where: Where
) -> None:
    for asked in (a_query(where), replace(a_query(), scope=where)):
        with pytest.raises(UnknownField, match="'colour'"):
            await search.search(asked)
    with pytest.raises(UnknownField, match="'colour'"):
        await search.facets(
            FacetQuery(index=INDEX, scope=EVERYTHING, where=where, fields=("team",))
        )


@pytest.mark.parametrize("where", MISUSED, ids=str)
async def test_a_field_is_asked_only_for_what_it_can_have(
    search: SearchIndex, where: Where
) -> None:
    with pytest.raises(FieldMisused):
        await search.search(a_query(where))


@pytest.mark.parametrize("where", TOO_LARGE, ids=range(len(TOO_LARGE)))
async def test_a_condition_that_is_too_large_is_refused(search: SearchIndex, where: Where) -> None:
    with pytest.raises(LimitError):
        await search.search(a_query(where))


@pytest.mark.parametrize(
    "where",
    [
        nested(12),
        And((EVERYTHING,) * 498),
        Or(tuple(Text("one two", ("path", "title")) for _ in range(99))),
        Terms("line", tuple(range(10_000))),
        Text("word " * 166),
    ],
    ids=["deep", "wide", "texts", "values", "words"],
)
async def test_a_condition_that_is_just_not_too_large_can_be_asked(
    search: SearchIndex, where: Where
) -> None:
    assert (await search.search(a_query(where))).ids == ()


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"limit": 0}, LimitError),
        ({"limit": 1001}, LimitError),
        ({"count_up_to": -1}, LimitError),
        ({"count_up_to": 1_000_001}, LimitError),
        ({"sort": tuple(map(Order, ("line", "score", "seen", "path")))}, LimitError),
        ({"sort": (Order("line"), Order("line", descending=True))}, LimitError),
        ({"sort": (Order("colour"),)}, UnknownField),
        ({"sort": (Order("team"),)}, FieldMisused),
        ({"sort": (Order("title"),)}, FieldMisused),
        ({"sort": (Order("tags"),)}, FieldMisused),
        ({"facets": ("team", "team")}, LimitError),
        ({"facets": ("colour",)}, UnknownField),
        ({"facets": ("title",)}, FieldMisused),
        ({"facets": ("team",), "facet_limit": 1001}, LimitError),
        ({"index": "others"}, UnknownIndex),
    ],
    ids=str,
)
async def test_a_page_is_of_an_index_sorted_and_bounded(
    search: SearchIndex, change: dict[str, object], refusal: type[Exception]
) -> None:
    query: Callable[..., SearchQuery] = SearchQuery
    given: dict[str, object] = {"index": INDEX, "scope": EVERYTHING} | change

    with pytest.raises(refusal):
        await search.search(query(**given))


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"fields": ()}, LimitError),
        ({"fields": ("team", "team")}, LimitError),
        ({"fields": tuple(f"field {n}" for n in range(21))}, LimitError),
        ({"fields": ("colour",)}, UnknownField),
        ({"fields": ("title",)}, FieldMisused),
        ({"limit": 0}, LimitError),
        ({"limit": 1001}, LimitError),
        ({"index": "others"}, UnknownIndex),
    ],
    ids=str,
)
async def test_facets_are_of_fields_that_have_values_and_bounded(
    search: SearchIndex, change: dict[str, object], refusal: type[Exception]
) -> None:
    query: Callable[..., FacetQuery] = FacetQuery
    given = {"index": INDEX, "scope": EVERYTHING, "fields": ("team",)} | change

    with pytest.raises(refusal):
        await search.facets(query(**given))


async def test_an_index_that_the_application_has_not_is_refused(search: SearchIndex) -> None:
    with pytest.raises(UnknownIndex):
        await search.apply("others", [a_doc()])
    with pytest.raises(UnknownIndex):
        await search.generations("others")
    with pytest.raises(UnknownIndex):
        await search.begin_generation("others")
    with pytest.raises(UnknownIndex):
        await search.promote("others", "others-1-abc")
    with pytest.raises(UnknownIndex):
        await search.drop_generation("others", "others-1-abc")
    with pytest.raises(UnknownIndex):
        await search.refresh("others")
    with pytest.raises(UnknownIndex):
        await search.versions("others", [])


async def test_too_many_documents_at_once_are_refused(search: SearchIndex) -> None:
    with pytest.raises(LimitError):
        await search.apply(INDEX, [a_doc()] * 10_001)
