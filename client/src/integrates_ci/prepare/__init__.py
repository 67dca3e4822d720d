"""Adds to a report what its source tells, as keyed hashes; nothing of the source is in it."""

from integrates_ci.errors import NotSarif, TooLarge
from integrates_ci.prepare.keys import SketchKey
from integrates_ci.prepare.renames import Renames, renames_of
from integrates_ci.prepare.report import (
    Prepared,
    has_files_of,
    is_prepared,
    prepared,
)
from integrates_ci.prepare.text import bytes_of, sarif_in

__all__ = [
    "NotSarif",
    "Prepared",
    "Renames",
    "SketchKey",
    "TooLarge",
    "bytes_of",
    "has_files_of",
    "is_prepared",
    "prepared",
    "renames_of",
    "sarif_in",
]
