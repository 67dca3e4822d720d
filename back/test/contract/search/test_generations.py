"""What every search promises of generations: built beside the old one, and swapped at once."""

import asyncio
from dataclasses import replace

import pytest

from contract.search.adapters import Open
from contract.search.builders import INDEX, THINGS, a_doc, a_query, fill, found, made
from search.errors import IndexNotBuilt, IndexOutdated, LimitError, UnknownGeneration
from search.types import (
    Applied,
    Exists,
    Facet,
    FacetQuery,
    Field,
    Generation,
    IndexSchema,
    Kind,
    Order,
    Rejected,
    SearchIndex,
    Superseded,
    Term,
    Text,
)

pytestmark = pytest.mark.changes_db

# As the next release may have it: a new field, one that is gone, one of another kind.
LATER = IndexSchema(
    INDEX,
    2,
    {
        **{name: field for name, field in THINGS.fields.items() if name != "seen"},
        "colour": Field(Kind.KEYWORD, sortable=True),
        "line": Field(Kind.KEYWORD, sortable=True),
    },
)


async def test_nothing_can_be_asked_or_written_before_there_is_a_generation(home: Open) -> None:
    async with home([THINGS]) as search:
        assert await search.generations(INDEX) == ()
        with pytest.raises(IndexNotBuilt):
            await search.apply(INDEX, [a_doc()])
        with pytest.raises(IndexNotBuilt):
            await search.search(a_query())
        name = await search.begin_generation(INDEX)
        with pytest.raises(IndexNotBuilt):
            await search.search(a_query())
        assert await search.generations(INDEX) == (Generation(name, THINGS, promoted=False),)


async def test_a_new_generation_gets_what_is_applied_and_is_read_once_promoted(
    search: SearchIndex,
) -> None:
    [old] = await search.generations(INDEX)
    await fill(search, [a_doc("old", team="red")])

    new = await search.begin_generation(INDEX)
    await fill(search, [a_doc("both", team="red")])
    assert await found(search) == ("both", "old")

    await search.promote(INDEX, new)
    assert await found(search) == ("both",)
    assert await search.apply(INDEX, [a_doc("old", team="red")]) == (Applied(),)
    assert await search.apply(INDEX, [a_doc("old", team="red")]) == (Superseded(),)
    promoted = {each.name: each.promoted for each in await search.generations(INDEX)}
    assert promoted == {old.name: False, new: True}


async def test_documents_may_be_for_one_generation_only(search: SearchIndex) -> None:
    new = await search.begin_generation(INDEX)

    assert await search.apply(INDEX, [a_doc("new")], only=new) == (Applied(),)
    await search.refresh(INDEX)
    assert await found(search) == ()
    await search.promote(INDEX, new)
    assert await found(search) == ("new",)
    with pytest.raises(IndexNotBuilt):
        await search.apply(INDEX, [a_doc("lost")], only="none")


async def test_a_generation_can_be_promoted_again(search: SearchIndex) -> None:
    [old] = await search.generations(INDEX)
    await fill(search, [a_doc("old")])
    new = await search.begin_generation(INDEX)
    await search.promote(INDEX, new)

    await search.promote(INDEX, old.name)
    await search.promote(INDEX, old.name)

    assert await found(search) == ("old",)


async def test_a_dropped_generation_is_gone(search: SearchIndex) -> None:
    [old] = await search.generations(INDEX)
    new = await search.begin_generation(INDEX)

    await search.drop_generation(INDEX, new)

    assert await search.generations(INDEX) == (old,)
    for refused in (search.drop_generation, search.promote):
        with pytest.raises(UnknownGeneration):
            await refused(INDEX, new)
    await fill(search, [a_doc()])
    assert await found(search) == ("a",)


async def test_the_promoted_generation_cannot_be_dropped(search: SearchIndex) -> None:
    [only] = await search.generations(INDEX)

    with pytest.raises(LimitError):
        await search.drop_generation(INDEX, only.name)

    assert await search.generations(INDEX) == (only,)


async def test_another_index_has_generations_of_its_own(home: Open) -> None:
    others = replace(THINGS, name=f"{INDEX}_1")
    async with home([THINGS, others]) as search:
        name = await made(search)
        other = await search.begin_generation(others.name)
        await search.promote(others.name, other)
        await fill(search, [a_doc()])

        assert [each.name for each in await search.generations(INDEX)] == [name]
        assert [each.name for each in await search.generations(others.name)] == [other]
        await search.refresh(others.name)
        assert (await search.search(replace(a_query(), index=others.name))).ids == ()
        with pytest.raises(UnknownGeneration):
            await search.promote(INDEX, other)


async def test_no_search_sees_a_swap_half_done(search: SearchIndex) -> None:
    [old] = await search.generations(INDEX)
    await fill(search, [a_doc("old")])
    new = await search.begin_generation(INDEX)
    await fill(search, [a_doc("both")])
    seen: set[tuple[str, ...]] = set()

    async def swap() -> None:
        for number in range(10):
            await search.promote(INDEX, (new, old.name)[number % 2])

    swapping = asyncio.create_task(swap())
    while not swapping.done():
        seen.add(await found(search))
    await swapping

    assert seen <= {("both", "old"), ("both",)}


async def test_generations_outlast_the_process(home: Open) -> None:
    async with home([THINGS]) as search:
        name = await made(search)
        await fill(search, [a_doc(team="red", title="words of it")])
    async with home([THINGS]) as search:
        assert await search.generations(INDEX) == (Generation(name, THINGS, promoted=True),)
        assert await found(search, Text("word")) == ("a",)


async def test_an_older_generation_is_read_and_written_as_far_as_fields_are_alike(
    home: Open,
) -> None:
    async with home([THINGS]) as search:
        await made(search)
        await fill(search, [a_doc("a", team="red", line=1, seen=1)])
    async with home([LATER]) as search:
        [old] = await search.generations(INDEX)
        assert (old.schema, old.schema == LATER) == (THINGS, False)
        await fill(search, [a_doc("b", team="red", line="1", colour="dark", title="Some word")])

        assert await found(search, Term("team", "red")) == ("a", "b")
        assert await found(search, Text("word")) == ("b",)
        for outdated in (a_query(Exists("colour")), a_query(Term("line", "1"))):
            with pytest.raises(IndexOutdated):
                await search.search(outdated)
        with pytest.raises(IndexOutdated):
            await search.search(replace(a_query(), sort=(Order("colour"),)))
        with pytest.raises(IndexOutdated):
            await search.facets(FacetQuery(index=INDEX, scope=Exists("team"), fields=("line",)))


async def test_a_generation_of_a_later_schema_is_built_beside_the_older_one(home: Open) -> None:
    async with home([THINGS]) as search:
        await made(search)
    async with home([LATER]) as search:
        new = await search.begin_generation(INDEX)
        docs = [a_doc("a", line="1", colour="dark"), a_doc("b", line=1)]

        assert await search.apply(INDEX, docs) == (
            Applied(),
            Rejected("the field 'line' cannot have that value: it is of kind keyword"),
        )
        await search.refresh(INDEX)
        await search.promote(INDEX, new)

        assert await found(search, Term("colour", "dark")) == ("a",)
        facets = await search.facets(
            FacetQuery(index=INDEX, scope=Exists("colour"), fields=("line",))
        )
        assert facets == ((Facet("1", 1),),)
