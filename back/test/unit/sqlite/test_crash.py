"""A process that is killed among its writers loses nothing that it acknowledged."""

import os
import random
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from contract.builders import Hands
from sqlite.store import open_store
from store.types import Key, Query

pytestmark = pytest.mark.changes_db

ROUNDS = 4
WRITERS = 16


def run_until_killed(path: Path, *, acknowledgements: int) -> dict[str, int]:
    """Return the last version that each writer saw acknowledged, of as many or some more."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, str(Path(__file__).with_name("writers.py")), str(path)]
    last: dict[str, int] = {}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        for number, line in enumerate(process.stdout):
            name, version = line.split()
            last[name] = int(version)
            if number == acknowledgements:
                process.kill()
    return last


async def test_what_was_acknowledged_is_there_and_nothing_is_half_applied(
    path: Path, clock: Hands
) -> None:
    chance = random.Random(5)  # noqa: S311  # not for secrets
    acknowledged: dict[str, int] = {}
    for _ in range(ROUNDS):
        acknowledged |= run_until_killed(path, acknowledgements=chance.randrange(20, 400))

        with closing(sqlite3.connect(path)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        async with open_store(path, clock=clock) as store:
            for name in map(str, range(WRITERS)):
                [state, counters] = await store.get([Key(f"FIN#{name}"), Key(f"~CNT#{name}")])
                history = await store.query(Query(f"FIN#{name}", prefix="H#", limit=1000))
                version = 0 if state is None else state.version
                assert version >= acknowledged.get(name, 0)
                assert [int(item.key.sk[2:]) for item in history.items] == [*range(1, version + 1)]
                assert (() if counters is None else counters.counters) == (
                    (("n", version),) if version else ()
                )
    assert len(acknowledged) == WRITERS
