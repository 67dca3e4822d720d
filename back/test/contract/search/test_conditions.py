"""What every search promises of conditions: each of them, alone and in others."""

import pytest

from contract.search.builders import INDEX, a_doc, a_query, fill, found, made, pages
from search.types import (
    EVERYTHING,
    And,
    Exists,
    FacetQuery,
    Not,
    Or,
    Prefix,
    Range,
    SearchIndex,
    SearchQuery,
    Term,
    Terms,
    Text,
    Where,
)

pytestmark = pytest.mark.changes_db

NOTHING = Or(())
DOCS = [
    a_doc(
        "a",
        team="red",
        path="src/payments/Api.py",
        title="Injection of SQL",
        tags=("x", "y"),
        cwes=(89, 564),
        line=10,
        score=9.5,
        seen=1_700_000_000_000,
        open=True,
    ),
    a_doc(
        "b",
        team="blue",
        path="src/payments/größe.py",
        title="Señor Müller's naïve façade",
        notes=("First note", "Zürich Übung"),
        tags=("y",),
        cwes=(79,),
        line=-3,
        score=0.0,
        seen=1_600_000_000_000,
        open=False,
    ),
    a_doc("c", team="red", path="SRC/payments", tags=("%",), line=10, score=5, title="- ... !"),
    a_doc("d"),
]


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (EVERYTHING, "abcd"),
        (NOTHING, ""),
        (Not(EVERYTHING), ""),
        (Not(NOTHING), "abcd"),
        (Term("team", "red"), "ac"),
        (Term("team", "RED"), ""),
        (Term("tags", "y"), "ab"),
        (Term("cwes", 564), "a"),
        (Term("line", 10), "ac"),
        (Term("score", 5), "c"),
        (Term("score", 5.0), "c"),
        (Term("score", -0.0), "b"),
        (Term("seen", 1_600_000_000_000), "b"),
        (Term("open", True), "a"),  # noqa: FBT003 - a value that is sought
        (Term("open", False), "b"),  # noqa: FBT003 - a value that is sought
        (Terms("team", ()), ""),
        (Terms("team", ("red", "green")), "ac"),
        (Terms("team", ("red", "blue")), "abc"),
        (Terms("cwes", (79, 89)), "ab"),
        (Terms("open", (True, False)), "ab"),
        (Range("line", gt=-3), "ac"),
        (Range("line", gte=-3), "abc"),
        (Range("line", lt=10), "b"),
        (Range("line", gt=-4, lte=9), "b"),
        (Range("line", gt=10, lt=10), ""),
        (Range("line", gt=-3, gte=-3, lt=11, lte=10), "ac"),
        (Range("line", gt=-4, gte=-3, lt=10, lte=10), "b"),
        (Range("score", gte=5, lte=9.5), "ac"),
        (Range("seen", lt=1_650_000_000_000), "b"),
        (Range("cwes", gt=80, lt=90), "a"),
        (Range("cwes", gt=90, lt=500), ""),
        (Range("team", gt="blue"), "ac"),
        (Range("team", gte="blue", lt="c"), "b"),
        (Range("tags", lt="x"), "c"),
        (Exists("team"), "abc"),
        (Exists("title"), "ab"),
        (Exists("notes"), "b"),
        (Exists("tags"), "abc"),
        (Exists("open"), "ab"),
        (Prefix("path", "src/payments/"), "ab"),
        (Prefix("path", "SRC"), "c"),
        (Prefix("path", "src/payments/gr\u00f6"), "b"),
        (Prefix("tags", "%"), "c"),
        (Prefix("tags", "_"), ""),
        (Prefix("team", ""), "abc"),
        (And((Term("team", "red"), Exists("title"))), "a"),
        (And((Term("team", "red"), NOTHING)), ""),
        (Or((Term("team", "blue"), Term("line", 10))), "abc"),
        (Or((Term("team", "blue"), EVERYTHING)), "abcd"),
        (Not(Term("team", "red")), "bd"),
        (Not(Term("tags", "y")), "cd"),
        (Not(Range("line", gte=0)), "bd"),
        (Not(Exists("open")), "cd"),
        (Not(Prefix("path", "src")), "cd"),
        (Not(Not(Term("team", "red"))), "ac"),
        (Not(And((Term("team", "red"), Term("open", True)))), "bcd"),  # noqa: FBT003 - as above
        (Not(Or((Term("team", "blue"), Not(Exists("line"))))), "ac"),
        (And((Not(Term("team", "blue")), Or((Exists("cwes"), Not(Exists("path")))))), "ad"),
    ],
)
async def test_each_condition_finds_exactly_what_it_holds_for(
    search: SearchIndex, where: Where, expected: str
) -> None:
    await fill(search, DOCS)

    assert await found(search, where) == tuple(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sql", "a"),
        ("SQL injection", "a"),
        ("inject", "a"),
        ("inject sql", ""),
        ("sql inject", "a"),
        ("payments sql", "a"),
        ("payments", "abc"),
        ("SRC PAY", "abc"),
        ("senor muller s NAIVE facade", "b"),
        ("mu\u0308ll", "b"),
        ("GR\u00d6SSE", "b"),
        ("grosse", "b"),
        ("ubung note", "b"),
        ("api.py", "a"),
        ("ments", ""),
        ("", "abcd"),
        (" ?! ", "abcd"),
        ("\ud800", "abcd"),
        ('" OR 1', ""),
        ("sql*", "a"),
        ("NOT sql", ""),
    ],
)
async def test_a_text_is_found_by_its_folded_words_and_the_beginning_of_the_last(
    search: SearchIndex, text: str, expected: str
) -> None:
    await fill(search, DOCS)

    assert await found(search, Text(text)) == tuple(expected)


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (Text("payments", ("path",)), "abc"),
        (Text("payments", ("title",)), ""),
        (Text("payments sql", ("path",)), ""),
        (Text("payments sql", ("path", "title")), "a"),
        (Text("first", ("notes", "path")), "b"),
        (Not(Text("payments")), "d"),
        (Not(Text("sql", ("title",))), "bcd"),
        (Or((Text("sql"), Text("zurich"))), "ab"),
    ],
)
async def test_words_are_sought_in_the_fields_that_are_named(
    search: SearchIndex, where: Where, expected: str
) -> None:
    await fill(search, DOCS)

    assert await found(search, where) == tuple(expected)


async def test_words_of_other_scripts_are_found(search: SearchIndex) -> None:
    texts = {
        "cyrillic": "Проверка ЁЛКА",
        "greek": "ΟΔΥΣΣΕΎΣ",
        "hindi": "हिन्दी भाषा",
        "kana": "ガス 検索",
        "long": "x" * 100,
    }
    await fill(search, [a_doc(id_, title=text) for id_, text in texts.items()])

    asked = {
        "елка": "cyrillic",
        "οδυσσευς": "greek",
        "हिन्दी": "hindi",
        "ガ": "kana",
        "x" * 99: "long",
        "x" * 200: "long",
    }
    answers = {text: await found(search, Text(text)) for text in asked}

    assert answers == {text: (id_,) for text, id_ in asked.items()}
    assert await found(search, Text("हद")) == ()


async def test_the_scope_narrows_pages_totals_and_facets(search: SearchIndex) -> None:
    await fill(search, DOCS)
    red = Term("team", "red")

    hits = await search.search(SearchQuery(index=INDEX, scope=red, where=Exists("title"), limit=1))
    facets = await search.facets(FacetQuery(index=INDEX, scope=red, fields=("team", "tags")))

    assert (hits.ids, hits.total, hits.next) == (("a",), 1, None)
    assert [[(facet.value, facet.count) for facet in each] for each in facets] == [
        [("red", 2)],
        [("%", 1), ("x", 1), ("y", 1)],
    ]


async def test_a_scope_of_a_thousand_teams_can_be_asked(search: SearchIndex) -> None:
    await fill(search, [a_doc("in", team="team 999"), a_doc("out", team="team 1000")])
    scope = Terms("team", tuple(f"team {number}" for number in range(1000)))

    hits = await search.search(SearchQuery(index=INDEX, scope=scope))

    assert hits.ids == ("in",)


async def test_an_empty_index_answers_that_nothing_is_there(search: SearchIndex) -> None:
    await made(search)

    [hits] = await pages(search, a_query())

    assert (hits.ids, hits.cursors, hits.next) == ((), (), None)
    assert (hits.total, hits.total_exact) == (0, True)
