"""What this machine is like: the programs, the settings, the state directory."""

import os
import platform
import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

from app.doctor import rules
from app.doctor.types import Diagnosis, Folder
from settings import BlobsEngine, Settings, StoreEngine, unread

_MOUNTS: Final = Path("/proc/self/mountinfo")


def diagnosed(settings: Settings, environ: Mapping[str, str]) -> Iterator[Diagnosis]:
    """Yield what there is to say without asking an engine."""
    yield of_versions()
    summary = f"{settings.environment}; store {settings.store}, files {settings.blobs}"
    is_split = (settings.store, settings.blobs) == (StoreEngine.DYNAMODB, BlobsEngine.DIRECTORY)
    yield rules.of_settings(summary, unread=unread(environ), is_split=is_split)
    if StoreEngine.SQLITE is settings.store or BlobsEngine.DIRECTORY is settings.blobs:
        yield from rules.of_folder(_folder(settings.state_dir.absolute()))


def of_versions() -> Diagnosis:
    major, minor, patch = sqlite3.sqlite_version_info
    return rules.of_versions(_ours(), platform.python_version(), (major, minor, patch))


def _ours() -> str:
    try:
        return version("integrates")
    except PackageNotFoundError:
        return "from source"


def _folder(path: Path) -> Folder:
    if not path.is_dir():
        return Folder(path=str(path), is_there=False)
    status = path.stat()
    return Folder(
        path=str(path),
        is_there=True,
        is_open=os.access(path, os.R_OK | os.W_OK | os.X_OK),
        is_ours=status.st_uid == os.geteuid(),
        mode=status.st_mode & 0o777,
        file_system=_file_system(path),
        free_bytes=shutil.disk_usage(path).free,
    )


def _file_system(path: Path) -> str:
    return (
        rules.file_system_of(_MOUNTS.read_text(), str(path.resolve())) if _MOUNTS.exists() else ""
    )
