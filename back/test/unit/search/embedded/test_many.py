"""The embedded search with more documents than a chunk of a set of rows has."""

import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest

from contract.search.builders import INDEX, THINGS, a_query, fill, made, pages
from search.embedded import open_search
from search.types import (
    EVERYTHING,
    And,
    Doc,
    Facet,
    FacetQuery,
    Not,
    Or,
    Order,
    Prefix,
    Range,
    SearchIndex,
    Term,
    Text,
    Where,
)

pytestmark = pytest.mark.changes_db

COUNT: Final = 8500


def _docs() -> list[Doc]:
    chance = random.Random(7)  # noqa: S311 - no secret
    return [
        Doc(
            f"{chance.getrandbits(64):016x}",
            1,
            {
                "labels": tuple(chance.sample(("new", "old", "odd"), chance.randrange(3))),
                "line": chance.randrange(500),
                "owner": chance.choice(("ann", "ann", "bob", "cy")),
                "path": f"src/{chance.choice('abc')}/f{chance.randrange(900)}.py",
                "points": chance.randrange(100) / 10,
                "tags": (chance.choice(("x", "y")),),
            },
        )
        for _ in range(COUNT)
    ]


DOCS: Final = _docs()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("many")


async def _filled(search: SearchIndex) -> None:
    if not await search.generations(INDEX):
        await made(search)
        await fill(search, DOCS)


def _kept(holds: Callable[[Any], bool]) -> list[Doc]:
    return [doc for doc in DOCS if holds(doc.fields)]


@pytest.mark.parametrize(
    ("where", "holds"),
    [
        (EVERYTHING, lambda _: True),
        (Term("owner", "ann"), lambda f: f["owner"] == "ann"),
        (
            And((Prefix("path", "src/a/"), Range("points", gte=9.0))),
            lambda f: f["path"].startswith("src/a/") and f["points"] >= 9,
        ),
        (Not(Term("labels", "new")), lambda f: "new" not in f["labels"]),
        (
            Or((Text("f7"), Range("line", lt=20))),
            lambda f: "/f7" in f["path"] or f["line"] < 20,
        ),
        (
            And((Term("owner", "cy"), Term("labels", "odd"), Range("line", gt=490))),
            lambda f: f["owner"] == "cy" and "odd" in f["labels"] and f["line"] > 490,
        ),
    ],
    ids=["all", "few values", "prefix and range", "not", "text or range", "three"],
)
async def test_pages_have_what_matches_in_order(
    folder: Path, where: Where, holds: Callable[[Any], bool]
) -> None:
    async with open_search(folder / "search.db", [THINGS], durable=False) as search:
        await _filled(search)
        sort = (Order("owner", descending=True), Order("points"), Order("path"))

        read = await pages(search, a_query(where, *sort, limit=1000))

        expected = sorted(
            _kept(holds), key=lambda doc: (doc.fields["points"], doc.fields["path"], doc.id)
        )
        expected.sort(key=lambda doc: str(doc.fields["owner"]), reverse=True)
        assert [id_ for hits in read for id_ in hits.ids] == [doc.id for doc in expected]
        assert {(hits.total, hits.total_exact) for hits in read} == {(len(expected), True)}


@pytest.mark.parametrize("down", [False, True], ids=["up", "down"])
async def test_first_pages_of_all_go_by_the_index(folder: Path, *, down: bool) -> None:
    async with open_search(folder / "search.db", [THINGS], durable=False) as search:
        await _filled(search)

        hits = await search.search(a_query(EVERYTHING, Order("line", descending=down), limit=10))

        expected = sorted(DOCS, key=lambda doc: (doc.fields["line"], doc.id), reverse=down)
        assert list(hits.ids) == [doc.id for doc in expected[:10]]


async def test_facets_count_exactly(folder: Path) -> None:
    fields = ("owner", "labels", "tags", "line", "points")
    async with open_search(folder / "search.db", [THINGS], durable=False) as search:
        await _filled(search)

        for where, kept in (
            (EVERYTHING, DOCS),
            (Term("owner", "cy"), _kept(lambda f: f["owner"] == "cy")),
            (Range("line", lt=9), _kept(lambda f: f["line"] < 9)),
        ):
            found = await search.facets(
                FacetQuery(index=INDEX, scope=EVERYTHING, where=where, fields=fields, limit=3)
            )

            assert found == tuple(_commonest(kept, field) for field in fields)


def _commonest(docs: list[Doc], field: str) -> tuple[Facet, ...]:
    counts: Counter[Any] = Counter()
    for doc in docs:
        given = doc.fields[field]
        counts.update(given if isinstance(given, tuple) else (given,))
    found = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Facet(value, count) for value, count in found[:3])


async def test_what_changes_moves_from_one_set_to_another(tmp_path: Path) -> None:
    async with open_search(tmp_path / "search.db", [THINGS], durable=False) as search:
        await made(search)
        await fill(search, DOCS)
        moved = [Doc(doc.id, 2, {**doc.fields, "owner": "bob", "labels": ()}) for doc in DOCS[:50]]
        gone = [Doc(doc.id, 2, {}, gone=True) for doc in DOCS[-50:]]
        await fill(search, [*moved, *gone])

        counted = await search.facets(
            FacetQuery(index=INDEX, scope=EVERYTHING, fields=("owner", "labels"), limit=3)
        )

        now = [*moved, *DOCS[50:-50]]
        assert counted == (_commonest(now, "owner"), _commonest(now, "labels"))
