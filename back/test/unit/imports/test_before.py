"""What an import changes is kept as it was before, and only what was committed counts."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pytest

from blobs.directory import open_blobs
from blobs.types import BlobStore
from db_model.findings.types import Source
from db_model.imports.types import ImageBlob, Import, ImportState, Plan, ReportFormat
from db_model.types import (
    Email,
    FindingId,
    GroupName,
    ImportId,
    OrganizationId,
    RootId,
    VulnerabilityId,
)
from db_model.vulnerabilities.types import (
    Technique,
    Treatment,
    TreatmentStatus,
    Vulnerability,
    VulnerabilityState,
    VulnerabilityStatus,
    VulnerabilityType,
)
from imports import plan
from imports.before import Image, before_of, images, keep, kept_until
from jobs.types import Run
from store.types import AtVersion, Check, Key

pytestmark = pytest.mark.not_changes_db

AT: Final = datetime(2030, 1, 1, tzinfo=UTC)
BY: Final = Email("ci@example.com")


@pytest.fixture
async def blobs(tmp_path: Path) -> AsyncIterator[BlobStore]:
    async with open_blobs(tmp_path, clock=lambda: AT) as opened:
        yield opened


def _import(*before: ImageBlob, applied: int = 0) -> Import:
    return Import(
        id=ImportId("1"),
        group_name=GroupName("acme"),
        organization_id=OrganizationId("ORG#1"),
        root_id=RootId("1"),
        state=ImportState.RUNNING,
        format=ReportFormat.SARIF,
        report=plan.report(ImportId("1")),
        requested_by=BY,
        requested_at=AT,
        plan=Plan(steps=9, results=0, closings=0, applied=applied, before=before),
        version=1,
    )


def _image(step: int, version: int = 1) -> Image:
    was = Vulnerability(
        id=VulnerabilityId(f"v{step}"),
        finding_id=FindingId("1"),
        group_name=GroupName("acme"),
        root_id=RootId("1"),
        type=VulnerabilityType.LINES,
        technique=Technique.SAST,
        created_by=BY,
        created_at=AT,
        hacker_email=BY,
        state=VulnerabilityState(
            status=VulnerabilityStatus.VULNERABLE,
            where="a.py",
            specific="1",
            source=Source.MACHINE,
            modified_by=BY,
            modified_at=AT,
        ),
        treatment=Treatment(status=TreatmentStatus.UNTREATED, modified_at=AT),
        reported_at=AT,
        version=version,
    )
    return Image(step=step, was=was, left=replace(was, version=version + 1))


def _run(fence: int) -> Run:
    check = Check(Key("~JOB#import#1", "FENCE"), AtVersion(fence))
    return Run(kind="import", subject="1", attempt=1, fence=check)


async def test_what_is_kept_counts_as_far_as_a_commit_said(blobs: BlobStore) -> None:
    kept = await keep(blobs, _import(), _run(7), [_image(0), _image(2), _image(4)])

    assert kept == ImageBlob(run=7, start=0, stop=0)
    assert [each async for each in images(blobs, _import(kept))] == []
    so_far = _import(replace(kept, stop=3))
    assert [each async for each in images(blobs, so_far)] == [_image(0), _image(2)]
    assert await before_of(blobs, so_far, VulnerabilityId("v2")) == _image(2).was
    assert await before_of(blobs, so_far, VulnerabilityId("v4")) is None
    assert list(plan.paths(so_far))[1:] == ["imports/1/before/7/000000.json.gz"]


async def test_a_run_that_was_overtaken_changes_nothing_that_counts(blobs: BlobStore) -> None:
    await keep(blobs, _import(), _run(7), [_image(0)])
    mine = await keep(blobs, _import(), _run(8), [_image(0, version=5)])
    assert mine is not None
    counting = _import(replace(mine, stop=1))

    await keep(blobs, _import(), _run(7), [_image(0, version=6)])

    assert [each async for each in images(blobs, counting)] == [_image(0, version=5)]


async def test_what_is_decided_anew_counts_from_there(blobs: BlobStore) -> None:
    first = await keep(blobs, _import(), _run(7), [_image(0), _image(1), _image(2)])
    assert first is not None
    once = kept_until((), replace(first, stop=2))
    second = await keep(blobs, _import(*once, applied=2), _run(7), [_image(2, version=3)])
    assert second is not None

    twice = kept_until(once, replace(second, stop=3))

    assert kept_until(twice, replace(second, stop=3)) == twice
    found = [each async for each in images(blobs, _import(*twice))]
    assert found == [_image(0), _image(1), _image(2, version=3)]


async def test_an_import_that_changes_nothing_keeps_nothing(blobs: BlobStore) -> None:
    assert await keep(blobs, _import(), _run(7), []) is None
    assert kept_until((), None) == ()
    assert [entry async for entry in blobs.list("imports")] == []
    assert await before_of(blobs, replace(_import(), plan=None), VulnerabilityId("v0")) is None


async def test_only_what_was_kept_is_forgotten(blobs: BlobStore) -> None:
    await blobs.put(plan.report(ImportId("1")), b"{}")
    for run in (7, 8):
        await keep(blobs, _import(), _run(run), [_image(0)])

    await plan.forget_before(blobs, ImportId("1"))

    assert [entry.path async for entry in blobs.list("imports")] == ["imports/1/report"]
