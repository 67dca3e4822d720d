"""The doctor on installations that are really damaged; it changes none of them."""

import hashlib
import json
import sqlite3
from collections.abc import AsyncIterator, Mapping
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.consumers import CONSUMERS
from app.doctor import ILL, WELL, diagnosed, doctor
from app.doctor.types import Diagnosis, Health
from app.keyring import MASTER_KEY, open_keyring
from blobs.directory import open_blobs
from contract.builders import an_item, new
from engines.process import free_port
from envelopes.seal import seal
from envelopes.types import Place as SecretPlace
from envelopes.types import Tenant
from imports.domain import RUN
from jobs.enqueue import enqueue
from jobs.items import dead_list, job_item
from jobs.types import Job, JobId, State
from kit.time import milliseconds
from projections.keep import COUNTERS, SEARCH
from projections.rebuild import REBUILD
from projections.views import SCHEMAS, VIEWS
from search.embedded import open_search
from search.embedded.file import REVISION
from settings import Settings
from sqlite.store import SqliteStore, open_store
from sqlite.stream import LOG
from store.types import Absent, Index, Put, Query
from streaming import a_change
from streams.checkpoints import advance, begin
from streams.lease import Leasing, take
from streams.parked import park
from streams.types import Place

pytestmark = pytest.mark.changes_db

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
CHECKS = (
    "versions",
    "settings",
    "state directory",
    "file system",
    "disk",
    "store",
    "revision",
    "integrity",
    "write-ahead log",
    "clock",
    "files",
    "keys",
    "git",
    "ssh",
    "jobs",
    "given up jobs",
    *(f"search {name}" for name in VIEWS),
    *(f"changes {name}" for name in CONSUMERS),
)


@pytest.fixture
async def state(tmp_path: Path) -> Path:
    """Give the state directory of an installation that is well, with something in its store."""
    folder = tmp_path / "state"
    folder.mkdir(mode=0o700)
    async with (
        open_store(folder / "store.db", clock=lambda: AT, durable=False) as store,
        open_blobs(folder / "blobs", clock=lambda: AT) as blobs,
        open_search(folder / "search.db", SCHEMAS, durable=False) as search,
    ):
        await store.commit(new(*(an_item(f"FIN#{n}", body=b"x" * 500) for n in range(80))))
        for name in VIEWS:
            await search.promote(name, await search.begin_generation(name))
        for name in CONSUMERS:
            place = Place(consumer=name, shard=LOG.id)
            held = await begin(store, place, (), owner="service", now=AT)
            await advance(store, held, "80", now=AT)
        await blobs.put("imports/1/report", b"report")
    return folder


@pytest.fixture
async def store(state: Path) -> AsyncIterator[SqliteStore]:
    """Give the store as a process has it open that serves."""
    async with open_store(state / "store.db", clock=lambda: AT, durable=False) as opened:
        yield opened


def environ(state: Path, **others: str) -> dict[str, str]:
    return {"INTEGRATES_STATE_DIR": str(state), **others}


async def ills(environ: Mapping[str, str], *, at: datetime = AT) -> dict[str, Diagnosis]:
    """Return what is not well, by what was looked at."""
    found = await diagnosed(environ, at=at)
    assert all(bool(each.cure) == (each.health is not Health.OK) for each in found)
    return {each.check: each for each in found if each.health is not Health.OK}


def contents(folder: Path) -> dict[str, str]:
    """Return a hash a file; without what SQLite keeps beside its own for those who read it."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.endswith(("-shm", "-wal"))
    }


async def test_an_installation_that_is_well_passes_each_check(state: Path) -> None:
    found = await diagnosed(environ(state), at=AT)

    assert tuple(each.check for each in found) == CHECKS
    assert {each.health for each in found} == {Health.OK}


async def test_nothing_is_changed(state: Path) -> None:
    (state / "blobs" / "partial" / "left").write_bytes(b"of an upload long ago")
    before = contents(state)

    await diagnosed(environ(state), at=AT + timedelta(days=30))

    assert contents(state) == before
    assert [path.name for path in (state / "blobs" / "files").iterdir()] == ["imports"]


async def test_a_service_goes_on_meanwhile(state: Path, store: SqliteStore) -> None:
    await store.commit(new(an_item("FIN#before")))

    assert await ills(environ(state)) == {}
    await store.commit(new(an_item("FIN#after")))


async def test_every_malformed_setting_is_told_at_once(state: Path) -> None:
    found = await ills(environ(state, INTEGRATES_PORT="x", INTEGRATES_STORE="oracle"))

    assert found.keys() == {"settings"}
    assert found["settings"].health is Health.FAILED
    assert found["settings"].seen == (
        "INTEGRATES_PORT must be a port, 0 to 65535; INTEGRATES_STORE must be sqlite or dynamodb"
    )


async def test_a_misspelt_setting_is_told(state: Path) -> None:
    found = await ills(environ(state, INTEGRATES_STOER="sqlite", INTEGRATES_API_TOKEN="t"))

    assert found.keys() == {"settings"}
    assert found["settings"].health is Health.WARNING
    assert found["settings"].seen.endswith("unread: INTEGRATES_STOER")


async def test_a_state_directory_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    found = await ills(environ(tmp_path / "none"))

    assert found.keys() == {"state directory"}
    assert found["state directory"].health is Health.FAILED
    assert not (tmp_path / "none").exists()


async def test_a_state_directory_without_a_store_is_told(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir(mode=0o700)

    found = await ills(environ(tmp_path / "empty"))

    assert {name: each.health for name, each in found.items()} == {
        "store": Health.FAILED,
        "files": Health.WARNING,
    }
    assert list((tmp_path / "empty").iterdir()) == []


async def test_what_is_no_database_is_told(state: Path) -> None:
    (state / "store.db").write_bytes(b"no database at all " * 500)

    found = await ills(environ(state))

    assert found.keys() == {"store"}
    assert found["store"].health is Health.FAILED
    assert found["store"].seen.endswith("store.db: file is not a database")


async def test_a_damaged_page_is_told(state: Path) -> None:
    with (state / "store.db").open("r+b") as file:
        file.seek(-4096, 2)
        file.write(b"\xff" * 4096)

    found = await ills(environ(state))

    assert found.keys() == {"integrity"}
    assert found["integrity"].health is Health.FAILED
    assert "restore a backup" in found["integrity"].cure


@pytest.mark.parametrize(
    ("revision", "cure"), [(0, "integrates serve"), (99, "start a later release")]
)
async def test_a_store_of_another_revision_is_told(state: Path, revision: int, cure: str) -> None:
    with closing(sqlite3.connect(state / "store.db")) as connection:
        connection.execute(f"PRAGMA user_version = {revision}")

    found = await ills(environ(state))

    assert found.keys() == {"revision"}
    assert found["revision"].health is Health.FAILED
    assert cure in found["revision"].cure


async def test_files_that_cannot_be_written_are_told(state: Path) -> None:
    partial = state / "blobs" / "partial"
    partial.rmdir()
    partial.write_bytes(b"where a folder was")

    found = await ills(environ(state))

    assert found.keys() == {"files"}
    assert found["files"].health is Health.FAILED


async def test_a_bucket_that_does_not_answer_is_told(state: Path) -> None:
    found = await ills(
        environ(
            state,
            INTEGRATES_BLOBS="s3",
            INTEGRATES_S3_BUCKET="files",
            INTEGRATES_S3_URL="http://127.0.0.1:9",
        )
    )

    assert found.keys() == {"files"}
    assert found["files"].health is Health.FAILED
    assert "INTEGRATES_S3_BUCKET" in found["files"].cure


async def test_a_master_key_that_is_gone_is_told_and_not_made_anew(
    state: Path, store: SqliteStore
) -> None:
    place = SecretPlace(tenant=Tenant("ORG#1"), entity="credentials", id="1", field="secret")
    settings = Settings(state_dir=state)
    async with open_keyring(settings, clock=lambda: AT) as keyring:
        await store.commit(await seal(store, keyring, {place: b"secret"}, at=AT))
    file = state / MASTER_KEY
    assert await ills(environ(state)) == {}
    file.chmod(0o644)
    assert (await ills(environ(state))).keys() == {"master key"}
    file.unlink()

    told = (await ills(environ(state)))["keys"]

    assert told.health is Health.FAILED
    assert told.seen.startswith("1 of 1 data keys cannot be opened")
    assert not file.exists()


async def test_a_job_that_nobody_runs_is_told(state: Path, store: SqliteStore) -> None:
    await store.commit([await enqueue(store, RUN, "root-1", now=AT)])

    assert await ills(environ(state), at=AT + timedelta(minutes=4)) == {}
    found = await ills(environ(state), at=AT + timedelta(minutes=6))

    assert found.keys() == {"jobs"}
    assert found["jobs"].health is Health.FAILED
    assert found["jobs"].seen.endswith(": import root-1")


async def test_a_job_that_was_given_up_is_told(state: Path, store: SqliteStore) -> None:
    job = Job(
        id=JobId(RUN, "root-1"),
        state=State.DEAD,
        wanted=1,
        run_after_ms=milliseconds(AT),
        version=milliseconds(AT),
    )
    await store.commit([Put(job_item(job), Absent())])
    page = await store.query(Query(dead_list(RUN), index=Index.G1))
    assert len(page.items) == 1

    found = await ills(environ(state))

    assert found.keys() == {"given up jobs"}
    assert found["given up jobs"].health is Health.WARNING


async def test_a_job_of_what_is_derived_is_told_like_all_others(
    state: Path, store: SqliteStore
) -> None:
    await store.commit([await enqueue(store, REBUILD, "roots", now=AT)])

    found = await ills(environ(state), at=AT + timedelta(minutes=6))

    assert found.keys() == {"jobs"}
    assert found["jobs"].seen.endswith(": rebuild-index roots")


async def test_an_index_that_is_not_there_is_told(state: Path) -> None:
    async with open_search(state / "search.db", SCHEMAS, durable=False) as search:
        await search.begin_generation("roots")
    with closing(sqlite3.connect(state / "search.db")) as connection:
        connection.execute("UPDATE generation SET promoted = 0 WHERE index_name = 'roots'")
        connection.execute("DELETE FROM generation WHERE index_name = 'findings'")
        connection.commit()

    found = await ills(environ(state))

    assert {name: (each.health, each.cure) for name, each in found.items()} == {
        "search findings": (Health.WARNING, "run `integrates search rebuild`"),
        "search roots": (Health.WARNING, "wait for the job that makes it"),
    }


async def test_a_search_file_that_is_not_there_is_told_and_not_made(state: Path) -> None:
    (state / "search.db").unlink()

    found = await ills(environ(state))

    assert found.keys() == {"search"}
    assert found["search"].health is Health.WARNING
    assert not (state / "search.db").exists()


async def test_a_search_file_of_another_release_is_told(state: Path) -> None:
    with closing(sqlite3.connect(state / "search.db")) as connection:
        connection.execute("PRAGMA user_version = 9")

    found = await ills(environ(state))

    assert found.keys() == {"search"}
    assert found["search"].health is Health.FAILED
    assert f"has revision 9 and this release knows {REVISION}" in found["search"].seen


async def test_a_cluster_that_does_not_answer_is_told(state: Path) -> None:
    found = await ills(
        environ(
            state,
            INTEGRATES_SEARCH="opensearch",
            INTEGRATES_OPENSEARCH_URL=f"http://127.0.0.1:{free_port()}",
        )
    )

    assert found.keys() == {"search"}
    assert found["search"].health is Health.FAILED
    assert "INTEGRATES_OPENSEARCH_URL" in found["search"].cure


async def test_changes_that_nobody_follows_are_told(state: Path, store: SqliteStore) -> None:
    await store.commit(new(an_item("FIN#late")))

    assert await ills(environ(state), at=AT + timedelta(seconds=59)) == {}
    found = await ills(environ(state), at=AT + timedelta(minutes=6))

    assert found.keys() == {f"changes {name}" for name in CONSUMERS}
    told = found[f"changes {SEARCH}"]
    assert (told.health, told.seen) == (Health.FAILED, "360 s behind, 0 aside; nobody follows")


async def test_a_consumer_that_is_followed_and_behind_is_told(
    state: Path, store: SqliteStore
) -> None:
    later = AT + timedelta(minutes=6)
    await store.commit(new(an_item("FIN#late")))
    assert await take(Leasing(store=store, owner="service", clock=lambda: later), LOG.id)

    found = await ills(environ(state), at=later)

    told = found[f"changes {COUNTERS}"]
    assert (told.health, told.seen) == (Health.WARNING, "360 s behind, 0 aside")


async def test_changes_that_were_put_aside_are_told(state: Path, store: SqliteStore) -> None:
    place = Place(consumer=SEARCH, shard=LOG.id)
    await store.commit(park(place, a_change(7), ValueError("broken"), at=AT))

    found = await ills(environ(state))

    assert found.keys() == {f"changes {SEARCH}"}
    told = found[f"changes {SEARCH}"]
    assert (told.health, told.seen) == (Health.WARNING, "0 s behind, 1 aside")


async def test_a_clock_that_was_set_back_is_told(state: Path) -> None:
    found = await ills(environ(state), at=AT - timedelta(hours=1))

    assert found.keys() == {"clock"}
    assert found["clock"].seen == "3600 s behind"


async def test_the_exit_code_and_both_outputs_tell_the_same(
    state: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    well = await doctor(environ(state), as_json=True)
    told = json.loads(capsys.readouterr().out)
    ill = await doctor(environ(state / "none"), as_json=False)
    lines = capsys.readouterr().out.splitlines()

    assert (well, ill) == (WELL, ILL) == (0, 1)
    assert told["health"] == "ok"
    assert tuple(each["check"] for each in told["checks"]) == CHECKS
    assert [line.split()[0] for line in lines] == ["ok", "ok", "failed", "To"]
    assert lines[-1].strip().startswith("To do: set INTEGRATES_STATE_DIR")
