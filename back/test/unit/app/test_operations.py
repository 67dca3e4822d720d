"""What commands of operators print."""

import argparse
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.operations import dead_jobs
from imports.domain import FORGET, RUN
from jobs.items import job_item
from jobs.types import Job, JobId, State
from kit.time import milliseconds
from roots.domain.exclusion import EXCLUDE
from settings import Settings
from sqlite.store import open_store
from store.types import Absent, Put

pytestmark = pytest.mark.changes_db

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def given_up(kind: str) -> Put:
    job = Job(
        id=JobId(kind, "subject"),
        state=State.DEAD,
        wanted=1,
        run_after_ms=milliseconds(AT),
        error="ValueError: broken",
        version=milliseconds(AT),
    )
    return Put(job_item(job), Absent())


async def test_jobs_of_every_kind_that_were_given_up_are_listed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kinds = (RUN, FORGET, EXCLUDE)
    async with open_store(tmp_path / "store.db", clock=lambda: AT, durable=False) as store:
        await store.commit([given_up(kind) for kind in kinds])

    code = await dead_jobs(Settings(state_dir=tmp_path), argparse.Namespace())

    assert code == 0
    assert capsys.readouterr().out.splitlines() == [
        f"{kind}\tsubject\t0\tValueError: broken" for kind in kinds
    ]
