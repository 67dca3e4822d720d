"""What every search promises of documents: versions, gone ones, and those that do not fit."""

import pytest

from contract.search.builders import INDEX, a_doc, a_query, fill, found
from search.errors import LimitError
from search.types import Applied, Doc, Rejected, SearchIndex, Superseded, Term

pytestmark = pytest.mark.changes_db

RED = Term("team", "red")
BLUE = Term("team", "blue")


async def test_a_later_version_replaces_all_of_a_document(search: SearchIndex) -> None:
    await fill(search, [a_doc(version=3, team="red", line=1, tags=("x",), title="old words")])

    await fill(search, [a_doc(version=5, team="blue")])

    assert await found(search, BLUE) == ("a",)
    assert await found(search, RED) == ()
    assert await found(search, Term("line", 1)) == ()
    assert await found(search, Term("tags", "x")) == ()


@pytest.mark.parametrize("version", [4, 5])
async def test_an_older_or_equal_version_is_superseded(search: SearchIndex, version: int) -> None:
    await fill(search, [a_doc(version=5, team="red")])

    outcomes = await search.apply(INDEX, [a_doc(version=version, team="blue")])
    await search.refresh(INDEX)

    assert outcomes == (Superseded(),)
    assert await found(search, RED) == ("a",)
    assert await found(search, BLUE) == ()


async def test_a_gone_document_is_found_no_more_and_no_older_version_revives_it(
    search: SearchIndex,
) -> None:
    await fill(search, [a_doc(version=5, team="red"), a_doc("b", team="red")])
    await fill(search, [a_doc(version=12, gone=True)])

    outcomes = await search.apply(INDEX, [a_doc(version=10, team="red")])
    await search.refresh(INDEX)

    assert outcomes == (Superseded(),)
    assert await found(search) == ("b",)
    assert (await search.search(a_query())).total == 1


async def test_a_later_version_revives_a_gone_document(search: SearchIndex) -> None:
    await fill(search, [a_doc(version=12, gone=True)])

    await fill(search, [a_doc(version=13, team="red")])

    assert await found(search, RED) == ("a",)


async def test_a_document_that_was_never_there_can_be_gone(search: SearchIndex) -> None:
    await fill(search, [a_doc(version=2, gone=True)])

    assert await search.apply(INDEX, [a_doc(version=1)]) == (Superseded(),)


async def test_documents_of_one_call_are_applied_in_their_order(search: SearchIndex) -> None:
    outcomes = await search.apply(
        INDEX, [a_doc(version=2, team="red"), a_doc(version=1), a_doc(version=3, team="blue")]
    )
    await search.refresh(INDEX)

    assert outcomes == (Applied(), Superseded(), Applied())
    assert await found(search, BLUE) == ("a",)


async def test_no_documents_are_applied_to_no_effect(search: SearchIndex) -> None:
    assert await search.apply(INDEX, []) == ()


async def test_versions_are_those_of_the_documents_that_searches_have(
    search: SearchIndex,
) -> None:
    await fill(search, [a_doc("a", 3), a_doc("b", 5, gone=True), a_doc("\u00e9", 2**53)])

    assert await search.versions(INDEX, ["\u00e9", "b", "none", "a", "b"]) == (2**53, 5, None, 3, 5)
    assert await search.versions(INDEX, []) == ()


@pytest.mark.parametrize("ids", [["a"] * 1001, [""], ["a", "x" * 513], ["\ud800"]])
async def test_versions_are_asked_of_documents_that_can_be(
    search: SearchIndex, ids: list[str]
) -> None:
    with pytest.raises(LimitError):
        await search.versions(INDEX, ids)


@pytest.mark.parametrize(
    "doc",
    [
        pytest.param(a_doc(colour="red"), id="unknown field"),
        pytest.param(a_doc(team=1), id="number for a keyword"),
        pytest.param(a_doc(title=1), id="number for a text"),
        pytest.param(a_doc(line="1"), id="text for an int"),
        pytest.param(a_doc(line=True), id="bool for an int"),
        pytest.param(a_doc(line=1.5), id="float for an int"),
        pytest.param(a_doc(line=2**53 + 1), id="int that is too large"),
        pytest.param(a_doc(score=float("nan")), id="no number"),
        pytest.param(a_doc(score=float("inf")), id="no finite number"),
        pytest.param(a_doc(open=1), id="int for a bool"),
        pytest.param(a_doc(team=("red", "blue")), id="two values for one"),
        pytest.param(a_doc(tags=tuple(map(str, range(1001)))), id="1001 values"),
        pytest.param(a_doc(tags=("a", 1)), id="values of two kinds"),
        pytest.param(a_doc(team="x" * 8193), id="long keyword"),
        pytest.param(a_doc(team="\ud800"), id="lone surrogate"),
        pytest.param(a_doc(""), id="empty id"),
        pytest.param(a_doc("é" * 257), id="long id"),
        pytest.param(a_doc(version=-1), id="negative version"),
        pytest.param(a_doc(version=2**53 + 1), id="version that is too large"),
    ],
)
async def test_a_document_that_does_not_fit_is_rejected_and_the_others_are_applied(
    search: SearchIndex, doc: Doc
) -> None:
    before, rejected, after = await search.apply(
        INDEX, [a_doc("before", team="red"), doc, a_doc("after", team="red")]
    )
    await search.refresh(INDEX)

    assert isinstance(rejected, Rejected)
    assert (before, after) == (Applied(), Applied())
    assert await found(search) == ("after", "before")


async def test_what_just_fits_is_applied_and_found(search: SearchIndex) -> None:
    doc = a_doc(
        "é" * 256,
        version=2**53,
        team="é" * 4096,
        line=-(2**53),
        score=-1.7e308,
        tags=tuple(map(str, range(1000))),
        title="word " * 40_000,
        path="",
    )

    await fill(search, [doc])

    for where in (Term("team", "é" * 4096), Term("line", -(2**53)), Term("score", -1.7e308)):
        assert await found(search, where) == (doc.id,)
    assert await found(search, Term("tags", "999")) == (doc.id,)
    assert await found(search, Term("path", "")) == (doc.id,)
