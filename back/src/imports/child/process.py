"""The shell around the comparing process: starts it, waits for it, and never leaves it behind."""

import asyncio
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from pathlib import Path
from typing import Final

import msgspec

from db_model.imports.types import ReportFormat
from imports.child.errors import ComparisonFailed, ReportTakesTooLong
from imports.child.messages import summary_in
from imports.child.types import Limits, Sketching, Summary

_SOURCES: Final = Path(__file__).parents[2]
_SHOWN: Final = 2_000
_NO_SKETCHES: Final = Sketching()


async def compare(
    report: Path,
    known: Path,
    out: Path,
    *,
    limits: Limits,
    asked: ReportFormat = ReportFormat.AUTO,
    sketching: Sketching = _NO_SKETCHES,
) -> Summary:
    """Compare ``report`` with ``known`` in a process of its own; ``read_*`` read ``out``.

    The report is read as ``asked``.  ``known`` has a ``Known`` a line, ``out`` is an existing
    folder.  The process knows no environment, and is killed when its time is over or the
    caller is cancelled.

    Raises:
        ReportRefused: what is wrong with the report, or which limit it breaks.
        ComparisonFailed: the process ended otherwise: a bug, or the machine's fault.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-P",
        "-m",
        "imports.child",
        *(str(path.absolute()) for path in (report, known, out)),
        asked,
        msgspec.json.encode(limits).decode(),
        msgspec.json.encode(sketching).decode(),
        stdin=DEVNULL,
        stdout=PIPE,
        stderr=PIPE,
        cwd=out,
        env={"PYTHONPATH": str(_SOURCES), "PYTHONUTF8": "1"},
    )
    try:
        async with asyncio.timeout(limits.deadline_seconds):
            output, errors = await process.communicate()
    except TimeoutError as failure:
        raise ReportTakesTooLong from failure
    finally:
        await _end(process)
    summary = summary_in(output)
    if summary is None:
        raise _failure(process.returncode, errors)
    return summary


async def _end(process: Process) -> None:
    if process.returncode is None:
        process.kill()
        await asyncio.shield(process.wait())


def _failure(code: int | None, errors: bytes) -> Exception:
    if code == -signal.SIGXCPU:
        return ReportTakesTooLong()
    shown = errors[-_SHOWN:].decode(errors="replace")
    return ComparisonFailed(f"the comparing process ended with {code}: {shown}")
