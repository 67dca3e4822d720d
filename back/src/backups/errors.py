"""How a backup or a restore is refused; nothing was changed then."""

from pathlib import Path

from errors import Conflict, Invalid


class NotEmpty(Conflict):
    def __init__(self, folder: Path) -> None:
        super().__init__(f"{folder} is not empty: name a new folder")


class InstallationNotEmpty(Conflict):
    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} is there already: restore into an empty INTEGRATES_STATE_DIR, with no service"
        )


class NotEmbedded(Invalid):
    def __init__(self) -> None:
        super().__init__(
            "Only SQLite and files in a directory are backed up and restored here: for DynamoDB"
            " restore both tables to one instant from point-in-time recovery, under a new"
            " INTEGRATES_DYNAMODB_PREFIX; for S3 turn versioning of the bucket on"
        )


class NoStore(Invalid):
    def __init__(self, path: Path) -> None:
        super().__init__(f"There is no store at {path}: set INTEGRATES_STATE_DIR")


class FilesMissing(Conflict):
    def __init__(self, count: int, example: str) -> None:
        super().__init__(f"The store refers to {count} files that are not there, such as {example}")


class BadManifest(Invalid):
    def __init__(self, folder: Path) -> None:
        super().__init__(f"{folder} is no whole backup: its manifest is missing or damaged")


class NewerBackup(Invalid):
    def __init__(self, found: int, known: int) -> None:
        super().__init__(
            f"The backup has revision {found} and this release knows {known}: use a later release"
        )


class WrongFile(Invalid):
    def __init__(self, path: str, what: str) -> None:
        super().__init__(f"The backup is damaged: {path} is {what}")


class DiskFailed(Conflict):
    def __init__(self, error: OSError) -> None:
        super().__init__(f"The disk refused: {error.strerror} ({error.filename})")
