"""Whatever happens to whom, figures are those of a count by hand, on every engine."""

import os
import tempfile
from pathlib import Path
from random import Random
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from histories import Action, act, actions, agree, replayed, two_groups
from projections.verify_figures import figures_drift
from world import one_world

pytestmark = pytest.mark.changes_db

# An emulator takes seconds for each; the plain run has the unit tests, of many more.
EXAMPLES: Final = 3 if os.environ.get("INTEGRATES_TEST_DYNAMODB") else 5


async def nothing() -> None:
    """Wait for nothing: nobody else writes."""


@settings(max_examples=EXAMPLES, deadline=None)
@given(done=actions("cut"), order=st.randoms(use_true_random=False))
async def test_any_history_comes_to_the_count_by_hand(done: list[Action], order: Random) -> None:
    """Jobs are at work meanwhile; changes come as they come, cut off, and shuffled."""
    with tempfile.TemporaryDirectory() as name:
        async with one_world(Path(name), streamed=True) as world:
            keeping, stream = world.service.keeping, world.service.projections.beside
            parts = await two_groups(world)
            for kind, number in done:
                if kind == "cut":
                    await replayed(keeping, stream, order, commits=1 + number % 4)
                await act(world, parts, (kind, number), world.indexed)
            await world.indexed()
            await replayed(keeping, stream, order)

            await agree(keeping.store, parts)
            assert (await figures_drift(keeping, pause=nothing)).ids == ()
