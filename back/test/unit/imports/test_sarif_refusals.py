"""SARIF that is wrong is refused whole, with its place or the bound that it breaks."""

import json
from pathlib import Path
from typing import Any

import pytest

from imports.formats.bounds import Bounds
from imports.formats.errors import MalformedReport, NotSarif, ReportRefused, ReportTooLarge
from reports.made import TOOLS, a_log, a_real_log, a_report, a_result, a_run, read, written


def _at(region: dict[str, Any]) -> dict[str, Any]:
    location = {"physicalLocation": {"artifactLocation": {"uri": "a.py"}, "region": region}}
    return a_result(locations=[location])


@pytest.mark.parametrize(
    ("log", "refusal", "message"),
    [
        ([], NotSarif, "it tells no version"),
        ({}, NotSarif, "it tells no version"),
        ({"version": "2.1.0"}, NotSarif, "no list of runs"),
        ({"version": "2.1.0", "runs": {"item": {}}}, ReportRefused, ""),
        ({"version": "2.0.0", "runs": []}, NotSarif, "version is '2.0.0'"),
        ({"version": "2.1.0", "runs": [1]}, MalformedReport, "runs[0]"),
        ({"version": "2.1.0", "runs": [{}]}, MalformedReport, "runs[0].tool.driver.name"),
        ({"runs.item.tool.driver.name": "x"}, NotSarif, "it tells no version"),
        (a_log(a_run(), a_run(a_result(locations=3))), MalformedReport, "runs[1].results[0].loc"),
        (a_log(a_run(a_result() | {"message": {"text": 1}})), MalformedReport, "results[0].text"),
        (a_log(a_run(_at({"startLine": "4"}))), MalformedReport, "results[0].startLine"),
        (a_log(a_run(a_result(line=10**12))), MalformedReport, "startLine: it should be a whole"),
    ],
)
def test_what_is_not_sarif_is_refused_by_its_place(
    tmp_path: Path, log: Any, refusal: type[ReportRefused], message: str
) -> None:
    with pytest.raises(refusal) as caught:
        a_report(tmp_path, log)

    assert message in caught.value.message


def test_a_result_that_is_no_object_is_refused(tmp_path: Path) -> None:
    run = a_run() | {"results": [7]}

    with pytest.raises(MalformedReport, match=r"runs\[0\]\.results\[0\]"):
        a_report(tmp_path, a_log(run))


@pytest.mark.parametrize(
    ("bounds", "message"),
    [
        (Bounds(results=4), "more than 4 results"),
        (Bounds(rules=1), "more than 1 rules"),
        (Bounds(runs=1), "more than 1 runs"),
    ],
)
def test_counts_are_bounded_over_all_runs(tmp_path: Path, bounds: Bounds, message: str) -> None:
    run = a_run(*(a_result(line=line) for line in (1, 2, 3)), rules=[{"id": "a"}, {"id": "b"}])

    with pytest.raises(ReportTooLarge, match=message):
        read(written(tmp_path, a_log(run, run)), bounds)


@pytest.mark.parametrize("name", TOOLS)
def test_a_truncated_report_is_refused_wherever_it_ends(tmp_path: Path, name: str) -> None:
    content = json.dumps(a_real_log(name)).encode()

    for end in range(0, len(content), max(1, len(content) // 40)):
        with pytest.raises(ReportRefused):
            read(written(tmp_path, content[:end]))
