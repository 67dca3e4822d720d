"""What a doctor makes of what it sees."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.doctor.rules import (
    file_system_of,
    of_clock,
    of_damages,
    of_folder,
    of_jobs,
    of_log,
    of_revision,
    of_settings,
    of_versions,
)
from app.doctor.types import Diagnosis, Folder, Health
from jobs.survey import Survey
from jobs.types import Job, JobId, State

pytestmark = pytest.mark.not_changes_db

MIB = 1024 * 1024
FOLDER = Folder(path="/state", is_there=True, file_system="ext4", free_bytes=5000 * MIB)
JOB = Job(id=JobId("import", "r1"), state=State.READY, wanted=1, run_after_ms=0, version=1)
MOUNTS = """\
22 1 254:1 / / rw,relatime shared:1 - ext4 /dev/vda1 rw
30 22 0:24 / /srv rw shared:2 - nfs4 server:/srv rw
31 30 254:2 / /srv/local rw - xfs /dev/vdb rw
32 22 0:25 / /mnt/with\\040space rw - cifs //server/share rw
33 22 254:3 / /over rw - ext4 /dev/vdc rw
34 22 0:26 / /over rw - nfs server:/over rw
"""


def healths(found: tuple[Diagnosis, ...]) -> dict[str, Health]:
    return {each.check: each.health for each in found}


def test_a_sound_folder_is_well() -> None:
    assert healths(of_folder(FOLDER)) == {
        "state directory": Health.OK,
        "file system": Health.OK,
        "disk": Health.OK,
    }


@pytest.mark.parametrize(
    ("folder", "check", "health"),
    [
        (Folder(path="/state", is_there=False), "state directory", Health.FAILED),
        (replace(FOLDER, is_open=False), "state directory", Health.FAILED),
        (replace(FOLDER, is_ours=False), "state directory", Health.WARNING),
        (replace(FOLDER, mode=0o720), "state directory", Health.WARNING),
        (replace(FOLDER, mode=0o702), "state directory", Health.WARNING),
        (replace(FOLDER, mode=0o755), "state directory", Health.OK),
        (replace(FOLDER, file_system="nfs4"), "file system", Health.FAILED),
        (replace(FOLDER, file_system=""), "file system", Health.OK),
        (replace(FOLDER, free_bytes=100 * MIB - 1), "disk", Health.FAILED),
        (replace(FOLDER, free_bytes=100 * MIB), "disk", Health.WARNING),
        (replace(FOLDER, free_bytes=1024 * MIB), "disk", Health.OK),
    ],
)
def test_a_folder_is_judged_by_its_rights_its_file_system_and_its_room(
    folder: Folder, check: str, health: Health
) -> None:
    (found,) = (each for each in of_folder(folder) if each.check == check)

    assert found.health is health
    assert bool(found.cure) == (health is not Health.OK)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/state", "ext4"),
        ("/srv/integrates", "nfs4"),
        ("/srv", "nfs4"),
        ("/srvs", "ext4"),
        ("/srv/local/state", "xfs"),
        ("/mnt/with space/state", "cifs"),
        ("/over", "nfs"),
    ],
)
def test_the_file_system_is_that_of_the_nearest_mount(path: str, kind: str) -> None:
    assert file_system_of(MOUNTS, path) == kind


def test_nothing_is_known_of_a_system_that_lists_no_mounts() -> None:
    assert file_system_of("", "/state") == ""


@pytest.mark.parametrize(
    ("found", "health", "cure"),
    [
        (2, Health.OK, ""),
        (3, Health.FAILED, "start a later release"),
        (1, Health.FAILED, "start the release that made it"),
        (0, Health.FAILED, "start `integrates serve`, which makes it, or restore a backup"),
    ],
)
def test_a_revision_is_ours_or_some_other_release_is_to_be_started(
    found: int, health: Health, cure: str
) -> None:
    told = of_revision(found, 2)

    assert (told.health, told.cure) == (health, cure)


@pytest.mark.parametrize(
    ("told", "health"),
    [
        (of_versions("1", "3.12.1", (3, 37, 0)), Health.OK),
        (of_versions("1", "3.12.1", (3, 36, 9)), Health.FAILED),
        (of_damages(()), Health.OK),
        (of_damages(("row 1 missing from index item_g1",)), Health.FAILED),
        (of_log(256 * MIB), Health.OK),
        (of_log(256 * MIB + 1), Health.WARNING),
        (of_clock(timedelta(seconds=5)), Health.OK),
        (of_clock(timedelta(seconds=6)), Health.WARNING),
        (of_clock(timedelta(seconds=-6)), Health.WARNING),
        (of_settings("production", unread=(), is_split=False), Health.OK),
        (of_settings("production", unread=("INTEGRATES_PROT",), is_split=False), Health.WARNING),
        (of_settings("production", unread=(), is_split=True), Health.WARNING),
    ],
)
def test_what_is_not_well_comes_with_a_cure(told: Diagnosis, health: Health) -> None:
    assert told.health is health
    assert bool(told.cure) == (health is not Health.OK)


def test_a_clock_is_told_to_be_behind_or_ahead() -> None:
    assert of_clock(timedelta(hours=1)).seen == "3600 s behind"
    assert of_clock(timedelta(hours=-1)).seen == "3600 s ahead"


@pytest.mark.parametrize(("now_ms", "health"), [(300_000, Health.OK), (300_001, Health.FAILED)])
def test_a_job_is_stuck_when_it_is_due_for_five_minutes(now_ms: int, health: Health) -> None:
    waiting, dead = of_jobs(Survey(due=3, running=1, late=JOB), now_ms=now_ms)

    assert waiting.health is health
    assert waiting.seen == (
        "1 running, 3 due, 0 for later; the oldest since 1970-01-01 00:00:00+00:00: import r1"
    )
    assert dead == Diagnosis("given up jobs", Health.OK, "none")


def test_a_job_that_was_given_up_is_named() -> None:
    _, dead = of_jobs(Survey(given_up=2, dead=JOB), now_ms=1)

    assert dead.health is Health.WARNING
    assert dead.seen == "2; the oldest since 1970-01-01 00:00:00+00:00: import r1"
