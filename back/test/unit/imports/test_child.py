"""The comparing process: files in, files out, within limits, and never left behind."""

import asyncio
import contextlib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from imports.child import (
    ComparisonFailed,
    Limits,
    ReportTakesTooLong,
    ReportTakesTooMuchMemory,
    Summary,
    Tally,
    compare,
    read_closing,
    read_entries,
    read_known,
    read_rules,
)
from imports.child.files import write_lines
from imports.formats.bounds import Bounds
from imports.formats.errors import NotSarif, ReportTooLarge, ReportTruncated, UnknownFormat
from imports.matching import Known, KnownState, OutcomeKind
from imports.reports import Level
from reports import mutations as change
from reports.made import a_log, a_real_log, a_report, a_result, a_run, known_from, written


async def _compared(
    folder: Path,
    content: Mapping[str, Any] | bytes,
    known: tuple[Known, ...] = (),
    limits: Limits | None = None,
) -> Summary:
    out = folder / "out"
    out.mkdir(exist_ok=True)
    write_lines(folder / "known", known)
    report = written(folder, content)
    return await compare(report, folder / "known", out, limits=limits or Limits())


async def test_a_real_report_is_compared_and_told_in_files(tmp_path: Path) -> None:
    known = known_from(a_report(tmp_path, a_real_log("bandit")))

    summary = await _compared(tmp_path, a_real_log("bandit-edited"), known)

    assert summary.tally == Tally(moved=16, closing=1)
    assert (summary.results, summary.kept, summary.held) == (16, "", "")
    assert [(each.tool, each.version) for each in summary.tools] == [("Bandit", "1.9.4")]
    entries = list(read_entries(tmp_path / "out"))
    assert [entry.result_index for entry in entries] == list(range(16))
    assert {entry.kind for entry in entries} == {OutcomeKind.MOVED}
    assert entries[0].detection.path == "app/store/db.py"
    assert entries[0].detection.message.startswith("Consider possible security implications")
    assert (entries[0].snippet, entries[0].level) == ("import pickle\n", Level.NOTE)
    assert [each.vulnerability for each in read_closing(tmp_path / "out")] == ["v3"]
    assert [rule.id for rule in read_rules(tmp_path / "out")][:2] == ["B101", "B104"]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "closing.ndjson",
        "kept.ndjson",
        "outcomes.ndjson",
        "rules.ndjson",
    ]


def test_what_is_known_is_written_and_read_alike(tmp_path: Path) -> None:
    known = known_from(a_report(tmp_path, a_real_log("semgrep")), KnownState.CLOSED)

    assert write_lines(tmp_path / "known", iter(known)) == 4
    assert tuple(read_known(tmp_path / "known")) == known


async def test_a_failed_run_says_why_nothing_closes(tmp_path: Path) -> None:
    known = known_from(a_report(tmp_path, a_real_log("eslint")))

    summary = await _compared(tmp_path, change.emptied(a_real_log("eslint-failed")), known)

    assert summary.kept == "nothing is closed: a run of ESLint failed"
    assert summary.notices == ("Parsing error: Unexpected token ;",)
    assert list(read_closing(tmp_path / "out")) == []


async def test_a_refusal_comes_back_as_it_was_raised(tmp_path: Path) -> None:
    with pytest.raises(ReportTruncated, match="it ends at byte 9") as truncated:
        await _compared(tmp_path, b'{"runs": ')
    with pytest.raises(UnknownFormat, match="is not recognised"):
        await _compared(tmp_path, {})
    with pytest.raises(NotSarif, match="it tells no version"):
        await _compared(tmp_path, {"runs": []})
    limits = Limits(bounds=Bounds(results=1))
    with pytest.raises(ReportTooLarge, match="more than 1 results"):
        await _compared(tmp_path, a_real_log("semgrep"), limits=limits)

    assert truncated.value.details == {"byte": 9}
    assert not (tmp_path / "out" / "outcomes.ndjson").exists()


def _a_large_log(count: int) -> dict[str, Any]:
    results = (a_result(line=at + 1, snippet=f"eval({at})", uri=f"{at}.py") for at in range(count))
    return a_log(a_run(*results))


async def test_too_much_memory_is_a_refusal(tmp_path: Path) -> None:
    with pytest.raises(ReportTakesTooMuchMemory, match="too much memory"):
        await _compared(tmp_path, _a_large_log(20_000), limits=Limits(memory_bytes=48 * 1024**2))


async def test_too_much_work_is_a_refusal(tmp_path: Path) -> None:
    with pytest.raises(ReportTakesTooLong):
        await _compared(tmp_path, _a_large_log(30_000), limits=Limits(cpu_seconds=1))


async def test_a_passed_deadline_is_a_refusal(tmp_path: Path) -> None:
    with pytest.raises(ReportTakesTooLong):
        await _compared(tmp_path, {}, limits=Limits(deadline_seconds=0.001))


async def test_an_end_that_nobody_foresaw_is_no_refusal(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    report = written(tmp_path, a_real_log("semgrep"))

    with pytest.raises(ComparisonFailed, match="FileNotFoundError"):
        await compare(report, tmp_path / "missing", tmp_path / "out", limits=Limits())


async def test_a_cancelled_caller_leaves_no_process_behind(tmp_path: Path) -> None:
    fifo = tmp_path / "report.sarif"
    os.mkfifo(fifo)
    write_lines(tmp_path / "known", ())
    task = asyncio.create_task(compare(fifo, tmp_path / "known", tmp_path, limits=Limits()))
    # Opening the other end returns once the process has opened the report, and waits on it.
    writer = await asyncio.to_thread(os.open, fifo, os.O_WRONLY)
    os.write(writer, b"{")

    task.cancel()

    with contextlib.suppress(asyncio.CancelledError):
        await task
    with pytest.raises(BrokenPipeError):
        os.write(writer, b"{")
    os.close(writer)
