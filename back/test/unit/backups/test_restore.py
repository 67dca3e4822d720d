"""A backup is refused unless it is whole, and so is a place that is not empty."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from backups.errors import (
    BadManifest,
    FilesMissing,
    InstallationNotEmpty,
    NewerBackup,
    NoStore,
    NotEmpty,
    WrongFile,
)
from backups.manifest import NAME, Manifest
from backups.restore import restore
from backups.take import Source, take
from contract.builders import Hands, an_item, new
from db_model.imports import keys as import_keys
from db_model.imports.types import ImageBlob, Import, ImportState, Plan, ReportFormat
from db_model.types import Email, GroupName, ImportId, OrganizationId, RootId
from sqlite.copies import copy, items
from sqlite.schema import REVISION
from sqlite.store import open_store
from store.types import Absent, Put

pytestmark = pytest.mark.changes_db

AT = datetime(2026, 3, 1, tzinfo=UTC)
ONE = an_item("FIN#1")


@pytest.fixture
async def source(tmp_path: Path) -> Source:
    state = tmp_path / "state"
    state.mkdir()
    async with open_store(state / "store.db", clock=Hands(), durable=False) as store:
        await store.commit(new(ONE))
    blob = state / "blobs" / "files" / "imports" / "1" / "report"
    blob.parent.mkdir(parents=True)
    blob.write_bytes(b"report")
    return Source(
        store=state / "store.db",
        files=state / "blobs" / "files",
        copy=copy,
        items=items,
        schema=REVISION,
        product="1",
    )


@pytest.fixture
def kept(source: Source, tmp_path: Path) -> Path:
    take(source, tmp_path / "kept", at=AT)
    return tmp_path / "kept"


def put_back(kept: Path, state: Path) -> Manifest:
    return restore(kept, store=state / "store.db", files=state / "blobs/files", schema=REVISION)


def test_what_is_restored_is_what_was_backed_up(kept: Path, tmp_path: Path) -> None:
    state = tmp_path / "new"

    manifest = put_back(kept, state)

    assert list(items(state / "store.db")) == [ONE]
    assert (state / "blobs/files/imports/1/report").read_bytes() == b"report"
    assert [file.path for file in manifest.files] == ["blobs/imports/1/report", "store.db"]
    assert {path.name for path in state.iterdir()} == {"blobs", "store.db"}


def _without_manifest(kept: Path) -> None:
    (kept / NAME).unlink()


def _cut(kept: Path) -> None:
    (kept / NAME).write_bytes((kept / NAME).read_bytes()[:-9])


def _changed(kept: Path) -> None:
    (kept / "blobs/imports/1/report").write_bytes(b"repor_")


def _lost(kept: Path) -> None:
    (kept / "blobs/imports/1/report").unlink()


def _added(kept: Path) -> None:
    (kept / "blobs/other").write_bytes(b"")


def _told(name: str, value: int) -> Callable[[Path], None]:
    def tell(kept: Path) -> None:
        told: dict[str, Any] = json.loads((kept / NAME).read_text())
        (kept / NAME).write_text(json.dumps({**told, name: value}))

    return tell


@pytest.mark.parametrize(
    ("damage", "refusal", "said"),
    [
        (_without_manifest, BadManifest, "its manifest is missing or damaged"),
        (_cut, BadManifest, "its manifest is missing or damaged"),
        (_changed, WrongFile, "blobs/imports/1/report is not what was backed up"),
        (_lost, WrongFile, "blobs/imports/1/report is missing"),
        (_added, WrongFile, "blobs/other is not in the manifest"),
        (_told("format", 2), NewerBackup, "has revision 2 and this release knows 1"),
        (_told("schema", 9), NewerBackup, "has revision 9 and this release knows 1"),
    ],
)
def test_a_damaged_backup_is_refused_and_nothing_is_there_after(
    kept: Path,
    tmp_path: Path,
    damage: Callable[[Path], None],
    refusal: type[Exception],
    said: str,
) -> None:
    damage(kept)

    with pytest.raises(refusal, match=said):
        put_back(kept, tmp_path / "new")

    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("there", ["store.db", "store.db-wal", "blobs/files/a/b"])
def test_an_installation_that_is_there_is_left_alone(
    kept: Path, tmp_path: Path, there: str
) -> None:
    file = tmp_path / "new" / there
    file.parent.mkdir(parents=True)
    file.write_bytes(b"mine")

    with pytest.raises(InstallationNotEmpty):
        put_back(kept, tmp_path / "new")

    assert [path for path in (tmp_path / "new").rglob("*") if path.is_file()] == [file]
    assert file.read_bytes() == b"mine"


def test_a_folder_that_is_not_empty_takes_no_backup(source: Source, kept: Path) -> None:
    before = (kept / NAME).read_bytes()

    with pytest.raises(NotEmpty):
        take(source, kept, at=AT)

    assert (kept / NAME).read_bytes() == before


async def test_a_file_that_the_store_refers_to_must_be_there(
    source: Source, tmp_path: Path
) -> None:
    import_ = Import(
        id=ImportId("1"),
        group_name=GroupName("acmegroup"),
        organization_id=OrganizationId("ORG#1"),
        root_id=RootId("1"),
        state=ImportState.DONE,
        format=ReportFormat.SARIF,
        report="imports/1/report",
        requested_by=Email("ana@example.com"),
        requested_at=AT,
        plan=Plan(steps=1, results=501, closings=0, before=(ImageBlob(run=3, start=0, stop=1),)),
        version=1,
    )
    async with open_store(source.store, clock=Hands(), durable=False) as store:
        await store.commit([Put(import_keys.item(import_), Absent())])

    with pytest.raises(FilesMissing, match=r"refers to 3 files .*/PlannedResult/000000\.json"):
        take(source, tmp_path / "kept", at=AT)

    assert list((tmp_path / "kept").iterdir()) == []


def test_without_a_store_there_is_nothing_to_back_up(source: Source, tmp_path: Path) -> None:
    source.store.unlink()

    with pytest.raises(NoStore):
        take(source, tmp_path / "kept", at=AT)

    assert not (tmp_path / "kept").exists()
