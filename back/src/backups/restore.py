"""Puts a backup in the place of an installation that is not there yet."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from backups.errors import DiskFailed, InstallationNotEmpty, WrongFile
from backups.files import all_flushed, copied, described, flushed
from backups.manifest import FILES, NAME, STORE, Manifest, read
from kit.ids import random_id


def restore(folder: Path, *, store: Path, files: Path, schema: int) -> Manifest:
    """Check the backup in ``folder``, copy it, check the copy, and give it its names at last.

    ``store`` is where the store will be and ``files`` the folder of its files; the store comes
    last, in one step.

    Raises:
        InstallationNotEmpty: there is a store, or a file.
        BadManifest: the backup is not whole.
        NewerBackup: a later release made it.
        WrongFile: a file is missing, changed, or in no manifest.
        DiskFailed: the disk is full or fails.
    """
    _check_target(store, files)
    manifest = read(folder, schema=schema)
    try:
        _check(folder, manifest)
        with _staging(store.parent) as staged:
            for file in manifest.files:
                copied(folder / file.path, staged / file.path)
            (staged / FILES).mkdir(exist_ok=True)
            _check(staged, manifest)
            all_flushed(staged)
            _placed(staged, store, files)
    except OSError as error:
        raise DiskFailed(error) from error
    return manifest


def _check_target(store: Path, files: Path) -> None:
    for path in (store, store.with_name(f"{store.name}-wal")):
        if path.exists():
            raise InstallationNotEmpty(path)
    if files.exists() and any(path.is_file() for path in files.rglob("*")):
        raise InstallationNotEmpty(files)


def _check(folder: Path, manifest: Manifest) -> None:
    told = {file.path: file for file in manifest.files}
    found = {
        path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if not path.is_dir()
    }
    found.pop(NAME, None)
    for path in sorted(found.keys() - told.keys()):
        raise WrongFile(path, "not in the manifest")
    for path in sorted((told.keys() | {STORE}) - found.keys()):
        raise WrongFile(path, "missing")
    for path, file in told.items():
        if found[path].is_symlink() or described(folder, found[path]) != file:
            raise WrongFile(path, "not what was backed up")


@contextmanager
def _staging(parent: Path) -> Iterator[Path]:
    parent.mkdir(parents=True, exist_ok=True)
    staged = parent / f"restoring-{random_id()}"
    staged.mkdir(mode=0o700)
    try:
        yield staged
    finally:
        shutil.rmtree(staged)


def _placed(staged: Path, store: Path, files: Path) -> None:
    files.parent.mkdir(parents=True, exist_ok=True)
    # Takes the place of a folder only if that is empty.
    (staged / FILES).replace(files)
    flushed(files.parent)
    try:
        # Unlike a rename, a link never replaces a store that came meanwhile.
        store.hardlink_to(staged / STORE)
    except OSError:
        with suppress(OSError):
            files.replace(staged / FILES)
        raise
    flushed(store.parent)
