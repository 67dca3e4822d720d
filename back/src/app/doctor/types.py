"""What a doctor finds: one diagnosis a check."""

from dataclasses import dataclass
from enum import StrEnum


class Health(StrEnum):
    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """``check`` says what was looked at, ``seen`` what was found, ``cure`` what to do, if any."""

    check: str
    health: Health
    seen: str
    cure: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """A directory as the system describes it; ``mode`` are its permission bits.

    ``file_system`` is its type as the system names it, empty where that is not known.
    """

    path: str
    is_there: bool
    is_open: bool = True  # to us, for reading and writing
    is_ours: bool = True
    mode: int = 0o700
    file_system: str = ""
    free_bytes: int = 0
