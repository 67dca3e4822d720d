"""What is well and what is not, decided from what was seen; pure."""

import stat
from datetime import UTC, datetime, timedelta
from typing import Final

from app.doctor.types import Diagnosis, Folder, Health
from jobs.survey import Survey
from jobs.types import Job
from search.types import Hits, IndexSchema
from streams.lag import Standing

STATE: Final = "state directory"
SEARCH: Final = "search"
CHANGES: Final = "changes"
_MIB: Final = 1024 * 1024
_LEAST_FREE: Final = 100 * _MIB
_LITTLE_FREE: Final = 1024 * _MIB
_LONG_LOG: Final = 256 * _MIB
# SQLite's own minimum for tables that are STRICT.
_OLDEST_SQLITE: Final = (3, 37, 0)
_SKEW: Final = timedelta(seconds=5)
# Any process looks every few seconds for what is due.
_LATE: Final = timedelta(minutes=5)
# Consumers that keep up are behind by less than a second.
_BEHIND: Final = timedelta(minutes=1)
# Their locks do not hold, or not between machines.
_REMOTE: Final = frozenset(
    {
        "9p",
        "afs",
        "beegfs",
        "ceph",
        "cifs",
        "fuse.glusterfs",
        "fuse.s3fs",
        "fuse.sshfs",
        "gfs2",
        "glusterfs",
        "lustre",
        "ncpfs",
        "nfs",
        "nfs4",
        "ocfs2",
        "smb3",
        "smbfs",
    }
)
_OTHERS: Final = 0o077
_OTHERS_WRITE: Final = stat.S_IWGRP | stat.S_IWOTH
_RESTORE: Final = "stop the service and restore a backup with `integrates restore DIR`"


def of_settings(summary: str, *, unread: tuple[str, ...], is_split: bool) -> Diagnosis:
    """Judge settings that are well-formed; ``unread`` are variables that no setting reads.

    ``is_split`` says that machines share the store and not the files.
    """
    if unread:
        names = ", ".join(unread)
        cure = f"correct or remove {names}: no setting reads it"
        return Diagnosis("settings", Health.WARNING, f"{summary}; unread: {names}", cure)
    if is_split:
        cure = "set INTEGRATES_BLOBS=s3, unless one machine serves alone"
        seen = f"{summary}; files are on this machine, the store is not"
        return Diagnosis("settings", Health.WARNING, seen, cure)
    return Diagnosis("settings", Health.OK, summary)


def of_problems(problems: tuple[str, ...]) -> Diagnosis:
    """Judge settings that cannot be read."""
    return Diagnosis(
        "settings",
        Health.FAILED,
        "; ".join(problems),
        "correct these variables; `docs/running/operations.md` lists them all",
    )


def of_versions(ours: str, python: str, sqlite: tuple[int, int, int]) -> Diagnosis:
    text = ".".join(map(str, sqlite))
    seen = f"integrates {ours}, Python {python}, SQLite {text}"
    if sqlite >= _OLDEST_SQLITE:
        return Diagnosis("versions", Health.OK, seen)
    cure = "use a Python that brings SQLite 3.37 or later"
    return Diagnosis("versions", Health.FAILED, seen, cure)


def of_folder(folder: Folder) -> tuple[Diagnosis, ...]:
    """Judge the state directory: its rights, its file system, and the room that it has."""
    found = _of_rights(folder)
    if found.health is Health.FAILED:
        return (found,)
    return found, _of_file_system(folder), _of_room(folder)


def _of_rights(folder: Folder) -> Diagnosis:
    def told(health: Health, what: str, cure: str) -> Diagnosis:
        return Diagnosis(STATE, health, f"{folder.path} {what}", cure)

    if not folder.is_there:
        cure = "set INTEGRATES_STATE_DIR, or start `integrates serve`, which makes it"
        return told(Health.FAILED, "is not there, or no directory", cure)
    if not folder.is_open:
        cure = "give the account of the service the right to read and write it"
        return told(Health.FAILED, "cannot be read and written", cure)
    if not folder.is_ours:
        cure = "run this command as the account of the service"
        return told(Health.WARNING, "belongs to another account", cure)
    if folder.mode & _OTHERS_WRITE:
        cure = f"chmod go-w {folder.path}"
        return told(Health.WARNING, "can be written by other accounts", cure)
    return Diagnosis(STATE, Health.OK, folder.path)


def _of_file_system(folder: Folder) -> Diagnosis:
    if folder.file_system in _REMOTE:
        return Diagnosis(
            "file system",
            Health.FAILED,
            f"{folder.path} is on {folder.file_system}, where locks do not hold",
            "move it to a disk of this machine",
        )
    return Diagnosis("file system", Health.OK, folder.file_system or "not known")


def _of_room(folder: Folder) -> Diagnosis:
    seen = f"{folder.free_bytes // _MIB} MiB are free in {folder.path}"
    cure = "free some space, or move the directory to a larger disk"
    if folder.free_bytes < _LEAST_FREE:
        return Diagnosis("disk", Health.FAILED, seen, cure)
    if folder.free_bytes < _LITTLE_FREE:
        return Diagnosis("disk", Health.WARNING, seen, cure)
    return Diagnosis("disk", Health.OK, seen)


def of_revision(found: int, known: int) -> Diagnosis:
    """Judge the revision of a store against the one that this release knows."""
    if found == known:
        return Diagnosis("revision", Health.OK, f"{found}")
    seen = f"{found}, and this release knows {known}"
    if found == 0:
        cure = "start `integrates serve`, which makes it, or restore a backup"
        return Diagnosis("revision", Health.FAILED, f"the file is empty ({seen})", cure)
    release = "a later release" if found > known else "the release that made it"
    return Diagnosis("revision", Health.FAILED, seen, f"start {release}")


def of_damages(damages: tuple[str, ...]) -> Diagnosis:
    if not damages:
        return Diagnosis("integrity", Health.OK, "no damage")
    return Diagnosis("integrity", Health.FAILED, "; ".join(damages), _RESTORE)


def of_log(size_bytes: int) -> Diagnosis:
    """Judge the write-ahead log, which grows while somebody reads and never stops."""
    seen = f"{size_bytes // _MIB} MiB"
    if size_bytes <= _LONG_LOG:
        return Diagnosis("write-ahead log", Health.OK, seen)
    cure = "let what reads the file for long end, such as a backup; else restart the service"
    return Diagnosis("write-ahead log", Health.WARNING, seen, cure)


def of_clock(ahead: timedelta) -> Diagnosis:
    """Judge by how much another clock, or ours before, is or was ahead of ours."""
    if abs(ahead) <= _SKEW:
        return Diagnosis("clock", Health.OK, "no other clock was seen to differ")
    seconds = round(ahead.total_seconds())
    seen = f"{abs(seconds)} s {'behind' if seconds > 0 else 'ahead'}"
    return Diagnosis("clock", Health.WARNING, seen, "synchronize the clocks of all machines")


def of_jobs(survey: Survey, *, now_ms: int) -> tuple[Diagnosis, ...]:
    """Judge the jobs: those that nobody runs, and those that were given up."""
    return _of_waiting(survey, now_ms=now_ms), _of_given_up(survey)


def _of_waiting(survey: Survey, *, now_ms: int) -> Diagnosis:
    seen = f"{survey.running} running, {survey.due} due, {survey.waiting} for later"
    if survey.late is None:
        return Diagnosis("jobs", Health.OK, seen)
    late = timedelta(milliseconds=now_ms - survey.late.run_after_ms)
    seen = f"{seen}; the oldest since {_since(survey.late)}: {_named(survey.late)}"
    if late <= _LATE:
        return Diagnosis("jobs", Health.OK, seen)
    cure = "start `integrates serve` or `integrates work`; if one runs, read its log"
    return Diagnosis("jobs", Health.FAILED, seen, cure)


def _of_given_up(survey: Survey) -> Diagnosis:
    if survey.dead is None:
        return Diagnosis("given up jobs", Health.OK, "none")
    seen = f"{survey.given_up}; the oldest since {_since(survey.dead)}: {_named(survey.dead)}"
    cure = "`integrates jobs dead` tells why; `integrates jobs revive KIND SUBJECT` tries again"
    return Diagnosis("given up jobs", Health.WARNING, seen, cure)


def _named(job: Job) -> str:
    return f"{job.id.kind} {job.id.subject}"


def _since(job: Job) -> str:
    at = datetime.fromtimestamp(job.run_after_ms / 1000, UTC)
    return at.isoformat(" ", "seconds")


def of_index(schema: IndexSchema, everything: Hits) -> Diagnosis:
    """Judge an index that searches read, by a search for all that it has."""
    more = "" if everything.total_exact else " or more"
    seen = f"revision {schema.revision}, {everything.total}{more} documents"
    return Diagnosis(f"{SEARCH} {schema.name}", Health.OK, seen)


def of_missing_index(name: str, *, is_begun: bool) -> Diagnosis:
    """Judge an index that is not there as this release knows it."""
    seen = "there is none that this release made"
    cure = "wait for the job that makes it" if is_begun else "run `integrates search rebuild`"
    return Diagnosis(f"{SEARCH} {name}", Health.WARNING, seen, cure)


def of_standing(standing: Standing, *, now: datetime) -> Diagnosis:
    """Judge how far a consumer of changes is, and what it put aside."""
    check = f"{CHANGES} {standing.consumer}"
    behind = now - (standing.since or now)
    seen = f"{round(max(behind, timedelta(0)).total_seconds())} s behind, {standing.parked} aside"
    if standing.unfollowed and behind > _LATE:
        cure = "start `integrates serve` or `integrates work`; if one runs, read its log"
        return Diagnosis(check, Health.FAILED, f"{seen}; nobody follows", cure)
    if behind > _BEHIND:
        cure = "read the log of the service for what delays it"
        return Diagnosis(check, Health.WARNING, seen, cure)
    if standing.parked:
        cure = "`integrates streams parked` tells why; `integrates streams redrive` tries again"
        return Diagnosis(check, Health.WARNING, seen, cure)
    return Diagnosis(check, Health.OK, seen)


def file_system_of(mounts: str, path: str) -> str:
    """Return the type of the file system of ``path``, absolute; empty where none is listed.

    ``mounts`` is the text of Linux's ``/proc/self/mountinfo``.
    """
    longest, found = -1, ""
    for line in mounts.splitlines():
        mount, _, source = line.partition(" - ")
        point = mount.split()[4].encode().decode("unicode_escape")
        # A later mount at the same place hides the earlier one.
        if _is_below(path, point) and len(point) >= longest:
            longest, found = len(point), source.split()[0]
    return found


def _is_below(path: str, point: str) -> bool:
    return path == point or path.startswith(point.rstrip("/") + "/")


def of_keys(known: int, lost: int, *, mode: int | None, file: str) -> tuple[Diagnosis, ...]:
    """Judge the data keys, ``lost`` of which nothing unwraps, and the file of the master key.

    ``mode`` are its permission bits, if there is one.
    """
    if lost:
        seen = f"{lost} of {known} data keys cannot be opened: their secrets are lost without it"
        cure = (
            "put the master key back where it was, from where you keep it apart from backups, or "
            "give the service the right to the key of KMS"
        )
        return (Diagnosis("keys", Health.FAILED, seen, cure),)
    found = Diagnosis("keys", Health.OK, f"{known} data keys")
    if mode is not None and mode & _OTHERS:
        cure = f"chmod 600 {file}"
        return found, Diagnosis("master key", Health.WARNING, f"{file} can be read by others", cure)
    return (found,)
