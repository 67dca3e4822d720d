"""Ten thousand results of every format, read and compared within bounded memory."""

import json
from pathlib import Path
from typing import Any

import pytest

from imports.child import Limits, compare
from imports.child.files import write_lines
from imports.child.types import MIB, Tally
from reports.made import a_log, a_report, a_result, a_run, known_from
from reports.samples import LINES, SAMPLES, Sample

COUNT = 10_000


def _many(sample: Sample) -> bytes:
    """Return the report with the first of its results so many times, each of its own kind."""
    if sample in LINES:
        header, *rows = sample.content.splitlines(keepends=True)
        is_csv = sample.path.suffix == ".csv"
        return (header + rows[2] * COUNT) if is_csv else header * COUNT
    report = json.loads(sample.content)
    within: Any = report
    for key in sample.place:
        within = within[key]
    within[:] = [within[0]] * COUNT
    return json.dumps(report).encode()


@pytest.mark.parametrize("sample", [*SAMPLES, *LINES], ids=lambda each: each.path.name)
async def test_many_results_take_bounded_memory(tmp_path: Path, sample: Sample) -> None:
    path = tmp_path / "report"
    path.write_bytes(_many(sample))
    write_lines(tmp_path / "known", ())
    limits = Limits(memory_bytes=160 * MIB)

    summary = await compare(path, tmp_path / "known", tmp_path, limits=limits)

    assert summary.format is sample.format
    assert summary.results >= (1 if sample.path.stem == "npm-audit-6" else COUNT)


async def test_fifty_thousand_results_of_one_file_are_compared_in_bounded_memory(
    tmp_path: Path,
) -> None:
    path, known = tmp_path / "report", tmp_path / "known"
    seen = [
        a_result(rule=f"R{at % 40}", line=at + 1, snippet=f"call({at})") for at in range(50_000)
    ]
    path.write_text(json.dumps(a_log(a_run(*seen))))
    before = a_report(tmp_path, json.loads(path.read_text()))
    write_lines(known, known_from(before))

    summary = await compare(path, known, tmp_path, limits=Limits(memory_bytes=320 * MIB))

    assert summary.tally == Tally(unchanged=50_000)
