"""A report that the client prepared is read as it was, with what its source tells."""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from imports.formats.bounds import Bounds
from imports.formats.sarif import read
from imports.reports import Report, ReportResult, ResultText
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


def as_scanned(source: Path, results: Sequence[ReportResult], texts: Sequence[ResultText]) -> None:
    """Make the files that the results are in, with what is quoted of each on its line."""
    files: defaultdict[str, dict[int, str]] = defaultdict(dict)
    for result, text in zip(results, texts, strict=True):
        line = result.region.start_line if result.region else 1
        files[result.path.removeprefix("repo/")][line] = text.snippet.partition("\n")[0]
    for path, quotes in files.items():
        lines = [
            quotes.get(number) or text for number, text in enumerate(["f(", "1,", ")"] * 40, 1)
        ]
        (source / path).parent.mkdir(parents=True, exist_ok=True)
        (source / path).write_text("\n".join(lines))


@pytest.mark.parametrize("path", sorted(REPORTS.glob("*.sarif")), ids=lambda path: path.stem)
def test_a_prepared_report_reads_to_the_same_results(tmp_path: Path, path: Path) -> None:
    texts: list[ResultText] = []
    before = read(path, bounds=Bounds(), keep=texts.append)
    as_scanned(tmp_path / "source", before.results, texts)

    done = prepared(json.loads(path.read_bytes()), tmp_path / "source", KEY)

    after = read_bytes(tmp_path, bytes_of(done.report))
    assert done.notices == ()
    assert plain(after) == plain(before)
    assert [rule.id for rule in after.rules] == [rule.id for rule in before.rules]
