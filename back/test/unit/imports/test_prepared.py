"""A report that the client prepared is read as it was, with what its source tells."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from imports.formats.bounds import Bounds
from imports.formats.sarif import read
from imports.reports import Report
from integrates_ci.prepare import SketchKey, bytes_of, prepared

pytestmark = pytest.mark.not_changes_db

REPORTS = Path(__file__).parents[2] / "reports"
KEY = SketchKey(id="00112233445566ff", secret=bytes(range(32)))


def read_bytes(folder: Path, content: bytes) -> Report:
    file = folder / "report"
    file.write_bytes(content)
    return read(file, bounds=Bounds(), keep=lambda _: None)


def plain(report: Report) -> list[Any]:
    """Return the results with what the preparation completes, and without what it adds."""
    return [
        replace(
            result,
            path=result.path.removeprefix("repo/"),
            region=result.region
            and replace(result.region, end_line=result.region.end_line or result.region.start_line),
            line=None,
            statement=None,
        )
        for result in report.results
    ]


@pytest.mark.parametrize("path", sorted(REPORTS.glob("*.sarif")), ids=lambda path: path.stem)
def test_a_prepared_report_reads_to_the_same_results(tmp_path: Path, path: Path) -> None:
    before = read_bytes(tmp_path, path.read_bytes())
    source = tmp_path / "source"
    for result in before.results:
        file = source / result.path.removeprefix("repo/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("f(\n  1,\n)\n" * 40)

    done = prepared(json.loads(path.read_bytes()), source, KEY)

    after = read_bytes(tmp_path, bytes_of(done.report))
    assert done.notices == ()
    assert plain(after) == plain(before)
    assert [rule.id for rule in after.rules] == [rule.id for rule in before.rules]
