"""Compares a report with what is known, in a process of its own that has limits.

Parsing a stranger's file and matching it take memory and time that the service must not
lose: the process is bounded by the kernel and killed at its deadline.
"""

from imports.child.errors import (
    ComparisonFailed,
    ReportTakesTooLong,
    ReportTakesTooMuchMemory,
)
from imports.child.files import (
    SKETCHES,
    LineWriter,
    read_closing,
    read_entries,
    read_kept,
    read_known,
    read_rules,
    write_scanned,
)
from imports.child.process import compare
from imports.child.types import Entry, Limits, Sketching, Summary, Tally

__all__ = [
    "SKETCHES",
    "ComparisonFailed",
    "Entry",
    "Limits",
    "LineWriter",
    "ReportTakesTooLong",
    "ReportTakesTooMuchMemory",
    "Sketching",
    "Summary",
    "Tally",
    "compare",
    "read_closing",
    "read_entries",
    "read_kept",
    "read_known",
    "read_rules",
    "write_scanned",
]
