"""Whatever happened to whom in which order, figures are those of a count by hand."""

import tempfile
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cutting import Cut, cut_at
from histories import (
    Action,
    Part,
    act,
    actions,
    counts_of,
    dates_by_hand,
    dates_of,
    highest,
    two_groups,
    without_scores,
)
from indicators.count import counters
from indicators.figures import figures_of, finding_figures_of
from indicators.history import history
from indicators.rules import finding_scope, group_scope, organization_scope
from projections.keep import consumers
from projections.verify_figures import figures_drift
from sqlite.stream import LOG, SqliteStream
from streams.types import Handling
from unit.projections.rig import Indexed, an_index_of
from world import one_world

pytestmark = pytest.mark.changes_db

RANDOMS = st.randoms(use_true_random=False)
Ends = dict[date, tuple[Counter[str], ...]]


async def nothing() -> None:
    """Wait for nothing: nobody else writes."""


async def replayed(indexed: Indexed, order: Random, *, commits: int | None = None) -> None:
    """Bring all changes once more, shuffled; end the process after some ``commits``."""
    log = await SqliteStream(indexed.store).read(LOG.id, after=None, limit=1000)
    changes = list(log.changes)
    order.shuffle(changes)
    store = indexed.store if commits is None else cut_at(indexed.store, "after", commit=commits)
    consumer = consumers(replace(indexed.keeping, store=store))[1].consume
    assert isinstance(consumer, Handling)
    with suppress(Cut):
        await consumer.handle(changes)


async def lived(indexed: Indexed, parts: Sequence[Part], acted: Action, order: Random) -> None:
    """Do what an action says, where it is one of the consumers'."""
    name, number = acted
    if name == "cut":
        await replayed(indexed, order, commits=1 + number % 4)
    elif name == "drain":
        await indexed.drained()
    else:
        await act(indexed.world, parts, acted, indexed.drained)


def by_hand(parts: Sequence[Part]) -> tuple[Counter[str], ...]:
    """Return the counts of each part, and of all together."""
    counts = [part.counted() for part in parts]
    together: Counter[str] = Counter()
    for each in counts:
        together += each
    return (*counts, together)


def scopes(parts: Sequence[Part]) -> list[str]:
    groups = [group_scope(part.tenant.group.name) for part in parts]
    return [*groups, organization_scope(parts[0].tenant.organization.id)]


@settings(max_examples=25, deadline=None)
@given(done=actions("cut", "night"), order=RANDOMS)
async def test_any_history_comes_to_the_count_by_hand(done: list[Action], order: Random) -> None:
    """Also each day's end; changes come as they come, cut off, and once more, shuffled."""
    with tempfile.TemporaryDirectory() as name:
        async with (
            one_world(Path(name), at_work=False) as world,
            an_index_of(world, Path(name)) as indexed,
        ):
            parts = await two_groups(world)
            await indexed.built()
            ends: Ends = {}
            for action in (*done, ("night", 0)):
                if action[0] == "night":
                    await indexed.drained()
                    await indexed.jobs_done()
                    ends[world.clock().date()] = by_hand(parts)
                    world.clock.advance(timedelta(days=1))
                await lived(indexed, parts, action, order)
            await replayed(indexed, order)

            await agrees(indexed, parts)
            await ended(indexed, parts, ends)
            assert (await figures_drift(indexed.keeping, pause=nothing)).ids == ()


async def agrees(indexed: Indexed, parts: Sequence[Part]) -> None:
    seen = [figures_of(each) for each in await counters(indexed.store, scopes(parts))]
    counts = by_hand(parts)
    assert [counts_of(each) for each in seen] == [without_scores(each) for each in counts]
    assert [each.max_open for each in seen] == [highest(each) for each in counts]
    found = await counters(indexed.store, [finding_scope(part.finding.id) for part in parts])
    of_findings = [finding_figures_of(each) for each in found]
    assert [dates_of(each) for each in of_findings] == [dates_by_hand(part) for part in parts]
    assert [each.max_open for each in of_findings] == [highest(each) for each in counts[:-1]]


async def ended(indexed: Indexed, parts: Sequence[Part], ends: Ends) -> None:
    """Check that it is told of each day how it ended."""
    today = indexed.world.clock().date()
    for place, scope in enumerate(scopes(parts)):
        told = await history(indexed.store, scope, since=min(ends), until=today, today=today)
        of_days = {day: counts_of(figures_of(sums)) for day, sums in told}
        for day, counts in ends.items():
            assert of_days.get(day, Counter()) == without_scores(counts[place])
