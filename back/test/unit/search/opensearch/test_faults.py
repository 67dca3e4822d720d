"""Faults of the cluster and of the way to it, as the port's one; never an empty answer."""

import asyncio
import json
from dataclasses import replace

import pytest

from contract.search.builders import INDEX, THINGS, a_doc, a_query
from engines.process import free_port
from search.errors import IndexNotBuilt, SearchUnavailable
from search.opensearch import open_search
from search.types import EVERYTHING, Applied, FacetQuery, Rejected, Superseded
from unit.search.opensearch.cluster import (
    CONFIG,
    NOTHING_FOUND,
    Answer,
    Scripted,
    failed,
    generations,
    items,
    scripted,
)

pytestmark = pytest.mark.not_changes_db

FACETS = FacetQuery(index=INDEX, scope=EVERYTHING, fields=("team",))
DOCS = [a_doc("a"), a_doc("b"), a_doc("c")]


def sent_ids(cluster: Scripted, request: int) -> list[str]:
    """Return the ids of the documents of a bulk."""
    lines = map(json.loads, cluster.asked[request][2].splitlines())
    return [line["index"]["_id"] for line in lines if "index" in line]


async def test_a_cluster_that_is_not_there_is_unavailable() -> None:
    async with open_search(f"http://127.0.0.1:{free_port()}", [THINGS]) as search:
        for asked in (
            search.ready(),
            search.search(a_query()),
            search.facets(FACETS),
            search.apply(INDEX, DOCS),
            search.begin_generation(INDEX),
        ):
            with pytest.raises(SearchUnavailable):
                await asked


@pytest.mark.parametrize(
    "answer",
    [failed(500), failed(401), failed(403), Answer(hangs=True)],
    ids=["500", "401", "403", "no answer"],
)
async def test_a_failed_search_is_unavailable(answer: Answer) -> None:
    async with scripted(generations(one=True), answer) as cluster:
        with pytest.raises(SearchUnavailable):
            await cluster.search.search(a_query())

        assert cluster.requests() == ["GET /t_things-*", "POST /t_things-1-one/_search"]


async def test_a_question_ends_before_a_request_must() -> None:
    config = replace(CONFIG, asking_seconds=0.2, request_seconds=60, deadline_seconds=60)
    async with (
        asyncio.timeout(5),
        scripted(generations(one=True), Answer(hangs=True), config=config) as cluster,
    ):
        with pytest.raises(SearchUnavailable):
            await cluster.search.search(a_query())


async def test_a_refusal_of_an_overloaded_cluster_is_waited_out() -> None:
    answers = [generations(one=True), failed(429), failed(429), Answer(NOTHING_FOUND)]
    async with scripted(*answers) as cluster:
        hits = await cluster.search.search(a_query())

        assert (hits.ids, hits.total_exact) == ((), True)
        assert cluster.waits == [0.05, 0.1]


async def test_an_overload_that_lasts_is_unavailable() -> None:
    answers = [generations(one=True), *[failed(429)] * 3]
    async with scripted(*answers, fraction=30) as cluster:
        with pytest.raises(SearchUnavailable):
            await cluster.search.search(a_query())

        assert cluster.waits == [1.5, 3.0]


async def test_only_the_documents_that_were_refused_for_now_are_sent_again() -> None:
    answers = [
        generations(one=True),
        items([429, 201, 429]),
        failed(429),
        items([429, 409]),
        items([400]),
    ]
    async with scripted(*answers) as cluster:
        outcomes = await cluster.search.apply(INDEX, DOCS)

        assert outcomes == (Rejected("why"), Applied(), Superseded())
        assert [sent_ids(cluster, request) for request in range(1, 5)] == [
            ["a", "b", "c"],
            ["a", "c"],
            ["a", "c"],
            ["a"],
        ]


@pytest.mark.parametrize("status", [404, 500, 503])
async def test_a_document_that_could_not_be_written_is_a_fault(status: int) -> None:
    async with scripted(generations(one=True), items([201, status, 201])) as cluster:
        with pytest.raises(SearchUnavailable):
            await cluster.search.apply(INDEX, DOCS)


async def test_a_generation_that_another_process_replaced_is_looked_for_again() -> None:
    answers = [
        generations(one=True),
        Answer(NOTHING_FOUND),
        failed(404),
        generations(two=True),
        Answer(NOTHING_FOUND),
    ]
    async with scripted(*answers) as cluster:
        await cluster.search.search(a_query())

        await cluster.search.search(a_query())

        assert cluster.requests() == [
            "GET /t_things-*",
            "POST /t_things-1-one/_search",
            "POST /t_things-1-one/_search",
            "GET /t_things-*",
            "POST /t_things-1-two/_search",
        ]


async def test_an_index_that_stays_away_is_unavailable() -> None:
    lost = [generations(one=True), failed(404), generations(one=True), failed(404)]
    async with scripted(*lost) as cluster:
        with pytest.raises(SearchUnavailable):
            await cluster.search.search(a_query())


async def test_documents_go_to_every_generation_there_is_at_that_moment() -> None:
    answers = [
        generations(one=True),
        items([201]),
        generations(one=True, two=False),
        items([409]),
        items([201]),
        generations(),
    ]
    async with scripted(*answers) as cluster:
        assert await cluster.search.apply(INDEX, [a_doc()]) == (Applied(),)
        assert await cluster.search.apply(INDEX, [a_doc()]) == (Applied(),)
        with pytest.raises(IndexNotBuilt):
            await cluster.search.apply(INDEX, [a_doc()])


async def test_many_documents_are_sent_in_parts() -> None:
    docs = [a_doc(str(number)) for number in range(2001)]
    words = " ".join(f"word{number}" for number in range(15_000))
    large = [a_doc(f"large {number}", title=words) for number in range(3)]
    parts = [items([201] * size) for size in (500, 500, 500, 500, 1)]
    ends = [items([201] * 2), items([201])]
    answers = [generations(one=True), *parts, generations(one=True), *ends]
    async with scripted(*answers) as cluster:
        assert await cluster.search.apply(INDEX, docs) == (Applied(),) * 2001
        assert await cluster.search.apply(INDEX, large) == (Applied(),) * 3

        sent = [len(sent_ids(cluster, request)) for request in (1, 2, 3, 4, 5, 7, 8)]
        assert sent == [500, 500, 500, 500, 1, 2, 1]


async def test_a_search_that_lacks_a_part_of_the_index_is_refused_by_the_cluster() -> None:
    async with scripted(generations(one=True), failed(503), failed(503), failed(503)) as cluster:
        with pytest.raises(SearchUnavailable):
            await cluster.search.search(a_query())


async def test_nothing_is_asked_of_the_cluster_for_what_is_refused() -> None:
    async with scripted() as cluster:
        assert await cluster.search.apply(INDEX, []) == ()
        assert cluster.asked == []
