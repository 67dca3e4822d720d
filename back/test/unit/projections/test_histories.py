"""Whatever happened to whom in which order, figures are those of a count by hand."""

import tempfile
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from histories import (
    Action,
    Part,
    act,
    actions,
    agree,
    by_hand,
    counts_of,
    replayed,
    scopes,
    two_groups,
    without_scores,
)
from indicators.figures import figures_of
from indicators.history import history
from projections.verify_figures import figures_drift
from sqlite.stream import SqliteStream
from unit.projections.rig import Indexed, an_index_of
from world import one_world

pytestmark = pytest.mark.changes_db

RANDOMS = st.randoms(use_true_random=False)
Ends = dict[date, tuple[Counter[str], ...]]


async def nothing() -> None:
    """Wait for nothing: nobody else writes."""


async def lived(indexed: Indexed, parts: Sequence[Part], acted: Action, order: Random) -> None:
    """Do what an action says, where it is one of the consumers'."""
    name, number = acted
    if name == "cut":
        await replayed(indexed.keeping, SqliteStream(indexed.store), order, commits=1 + number % 4)
    elif name == "drain":
        await indexed.drained()
    else:
        await act(indexed.world, parts, acted, indexed.drained)


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
            await replayed(indexed.keeping, SqliteStream(indexed.store), order)

            await agree(indexed.store, parts)
            await ended(indexed, parts, ends)
            assert (await figures_drift(indexed.keeping, pause=nothing)).ids == ()


async def ended(indexed: Indexed, parts: Sequence[Part], ends: Ends) -> None:
    """Check that it is told of each day how it ended."""
    today = indexed.world.clock().date()
    for place, scope in enumerate(scopes(parts)):
        told = await history(indexed.store, scope, since=min(ends), until=today, today=today)
        of_days = {day: counts_of(figures_of(sums)) for day, sums in told}
        for day, counts in ends.items():
            assert of_days.get(day, Counter()) == without_scores(counts[place])
