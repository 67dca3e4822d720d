"""How long questions take, beside what it costs to read everything for the answer."""

import sqlite3
import statistics
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import orjson

from search.types import Doc, FacetQuery, SearchIndex, SearchQuery

_TIMES: Final = 40
_WARM_UP: Final = 3
_PASSES: Final = 5


@dataclass(frozen=True, slots=True)
class Took:
    """In milliseconds."""

    p50: float
    p95: float


async def asked(
    index: SearchIndex, questions: Mapping[str, SearchQuery | FacetQuery]
) -> Mapping[str, Took]:
    """Ask each question again and again, all in turn, so that none profits from the last."""
    times: dict[str, list[float]] = {name: [] for name in questions}
    for turn in range(_WARM_UP + _TIMES):
        for name, question in questions.items():
            start = time.perf_counter()
            if isinstance(question, SearchQuery):
                await index.search(question)
            else:
                await index.facets(question)
            if turn >= _WARM_UP:
                times[name].append((time.perf_counter() - start) * 1000)
    return {name: _took(each) for name, each in times.items()}


def pass_ms(docs: Sequence[Doc], *, of: int) -> float:
    """Return how long it takes to look at ``of`` documents where no index helps.

    They are rows of JSON in SQLite; where ``docs`` are fewer, that is reckoned from them.
    """
    with sqlite3.connect(":memory:") as bare:
        bare.execute("CREATE TABLE bare (id TEXT, body TEXT)")
        rows = ((doc.id, orjson.dumps(dict(doc.fields)).decode()) for doc in docs)
        bare.executemany("INSERT INTO bare VALUES (?, ?)", rows)
        times = []
        for _ in range(_PASSES):
            start = time.perf_counter()
            bare.execute(
                "SELECT count(*) FROM bare WHERE json_extract(body, '$.status') = 'VULNERABLE'"
            ).fetchone()
            times.append(time.perf_counter() - start)
    bare.close()
    return statistics.median(times) * 1000 * of / len(docs)


def _took(times: Sequence[float]) -> Took:
    cuts = statistics.quantiles(times, n=20)
    return Took(p50=cuts[9], p95=cuts[18])
