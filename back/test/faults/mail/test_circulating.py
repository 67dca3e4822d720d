"""A circular becomes one mail for each of its readers, wherever the job is cut off."""

from collections import Counter
from pathlib import Path

import pytest

from cutting import Cut, cut_at
from db_model.mails.circulars import added
from db_model.mails.types import Circular
from db_model.types import Email, MailId
from jobs.rules import run_of
from jobs_by_hand import held_before
from outbox.circulate import A_COMMIT, circulate
from outbox.queue import CIRCULATE
from world import START, World, one_world

READERS = tuple(Email(f"reader{number}@example.com") for number in range(A_COMMIT + 2))
ABOUT = Circular(
    id=MailId("circular-1"),
    to=READERS,
    template="unsubscription",
    values=(("group", "demogroup"), ("person", "who@example.com")),
    written_at=START,
    version=1,
)


async def _waiting(world: World) -> Counter[str]:
    items = await world.everything()
    spaces = ("~MAIL#", "~JOB#send-mail#", "~CIRC#")
    return Counter(space for space in spaces for key in items if key.pk.startswith(space))


@pytest.mark.parametrize("commit", [1, 2])
@pytest.mark.parametrize("moment", ["before", "after"])
async def test_cut_off_at_any_commit_nobody_is_left_out_or_gets_two(
    tmp_path: Path, moment: str, commit: int
) -> None:
    async with one_world(tmp_path, at_work=False) as world:
        store = world.service.engines.store
        await store.commit([added(ABOUT)])
        run = run_of(await held_before(world, CIRCULATE, ABOUT.id))

        with pytest.raises(Cut):
            await circulate(cut_at(store, moment, commit=commit), run, at=world.clock())
        for _ in range(2):
            await circulate(store, run, at=world.clock())

        assert await _waiting(world) == {"~MAIL#": len(READERS), "~JOB#send-mail#": len(READERS)}
