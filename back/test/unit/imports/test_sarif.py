"""Reading SARIF: tolerant of what tools write, strict about what is wrong."""

import gzip
import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from db_model.vulnerabilities.types import Region
from imports.reports import Level, Standing
from reports.made import TOOLS, a_log, a_real_log, a_report, a_result, a_run, read, written


def _at(region: dict[str, Any]) -> dict[str, Any]:
    location = {"physicalLocation": {"artifactLocation": {"uri": "a.py"}, "region": region}}
    return a_result(locations=[location])


def _rule(**members: Any) -> dict[str, Any]:
    return {"id": "R1", **members}


@pytest.mark.parametrize(
    ("name", "tool", "results", "rules", "successful"),
    [
        ("bandit", "Bandit", 17, 16, True),
        ("ruff", "ruff", 15, 14, None),
        ("semgrep", "Semgrep OSS", 4, 2, True),
        ("eslint", "ESLint", 5, 5, None),
        ("eslint-failed", "ESLint", 5, 5, False),
    ],
)
def test_real_reports_are_read_whole(
    tmp_path: Path, name: str, tool: str, results: int, rules: int, *, successful: bool | None
) -> None:
    report = a_report(tmp_path, a_real_log(name))

    (run,) = report.runs
    assert (run.tool, run.results, run.successful) == (tool, results, successful)
    assert (len(report.results), len(report.rules)) == (results, rules)
    assert all(each.region and each.path.endswith((".py", ".js")) for each in report.results)


@pytest.mark.parametrize("name", TOOLS)
def test_a_result_is_kept_in_400_bytes(tmp_path: Path, name: str) -> None:
    report = a_report(tmp_path, a_real_log(name))

    assert max(len(msgspec.json.encode(each)) for each in report.results) <= 400


def test_members_may_come_in_any_order_and_packed(tmp_path: Path) -> None:
    log = a_real_log("bandit")
    straight = a_report(tmp_path, log)
    turned = {"runs": [dict(reversed(log["runs"][0].items()))], "version": "2.1.0"}

    again, _ = read(written(tmp_path, gzip.compress(json.dumps(turned).encode())))

    assert again == straight


@pytest.mark.parametrize(
    ("uri", "path"),
    [
        ("app/db.py", "app/db.py"),
        ("./app//db.py", "app/db.py"),
        ("app\\db.py", "app/db.py"),
        ("file:///repo/app/db.py", "app/db.py"),
        ("file://localhost/repo/app/db.py", "app/db.py"),
        ("/repo/app/db.py", "app/db.py"),
        ("file:///other/db.py", "other/db.py"),
        ("file:///C:/src/db.py", "C:/src/db.py"),
        ("C:\\src\\db.py", "C:/src/db.py"),
        ("app/a%20b%C3%A9.py", "app/a b\u00e9.py"),
        ("app/e\u0301.py", "app/\u00e9.py"),
        ("../../etc/passwd", "etc/passwd"),
        ("app/../../x.py", "x.py"),
        ("app/\u0000\nx.py", "app/x.py"),
        ("https://example.com/a/../b?c=1", "https://example.com/a/../b?c=1"),
        (".", ""),
    ],
)
def test_a_path_is_relative_and_written_one_way(tmp_path: Path, uri: str, path: str) -> None:
    bases = {"%SRCROOT%": {"uri": "file:///repo/"}}
    log = a_log(a_run(a_result(uri=uri), originalUriBaseIds=bases))

    (result,) = a_report(tmp_path, log).results

    assert result.path == path


def test_a_long_path_is_cut_and_still_its_own(tmp_path: Path) -> None:
    uris = ["x" * 2000 + end for end in ("a", "b")]

    one, other = a_report(tmp_path, a_log(a_run(*(a_result(uri=uri) for uri in uris)))).results

    assert len(one.path) <= 1024
    assert one.path != other.path


@pytest.mark.parametrize(
    ("location", "path", "region"),
    [
        ({}, "", None),
        ({"physicalLocation": {"artifactLocation": {"index": 1}}}, "b.py", None),
        ({"physicalLocation": {"artifactLocation": {"index": 7}}}, "", None),
        ({"logicalLocations": [{"fullyQualifiedName": "a.B.c"}]}, "a.B.c", None),
    ],
)
def test_a_place_may_be_told_by_index_or_name_or_not_at_all(
    tmp_path: Path, location: dict[str, Any], path: str, region: Region | None
) -> None:
    artifacts = [{"location": {"uri": uri}} for uri in ("a.py", "b.py")]
    run = a_run(a_result(locations=[location]), artifacts=artifacts)

    (result,) = a_report(tmp_path, a_log(run)).results

    assert (result.path, result.region) == (path, region)


@pytest.mark.parametrize(
    ("told", "region"),
    [
        ({"startLine": 4}, Region(start_line=4)),
        ({"startLine": 4, "endColumn": 9}, Region(start_line=4, end_column=9)),
        ({"startLine": 4, "endLine": 3}, Region(start_line=4)),
        ({"startLine": 4.0, "startColumn": 0}, Region(start_line=4)),
        ({"startLine": 0}, None),
        ({"charOffset": 10}, None),
        (
            {"startLine": 4, "startColumn": 5, "endLine": 6, "endColumn": 5},
            Region(start_line=4, start_column=5, end_line=6, end_column=5),
        ),
    ],
)
def test_a_region_is_what_the_tool_told(
    tmp_path: Path, told: dict[str, Any], region: Region | None
) -> None:
    (result,) = a_report(tmp_path, a_log(a_run(_at(told)))).results

    assert result.region == region


@pytest.mark.parametrize(
    ("members", "rule"),
    [
        ({"ruleId": "R2"}, "R2"),
        ({"ruleId": "R1/sub"}, "R1"),
        ({"ruleId": "new/one"}, "new/one"),
        ({"ruleIndex": 1}, "R2"),
        ({"ruleId": "R1", "ruleIndex": 1}, "R1"),
        ({"ruleIndex": 9}, "unnamed"),
        ({"rule": {"id": "R2"}}, "R2"),
        ({"rule": {"index": 0, "toolComponent": {"index": 0}}}, "X1"),
        ({}, "unnamed"),
    ],
)
def test_a_rule_is_found_by_id_or_index(tmp_path: Path, members: dict[str, Any], rule: str) -> None:
    result = a_result() | {"ruleId": None} | members
    run = a_run(result, rules=[{"id": "R1"}, {"id": "R2"}])
    run["tool"]["extensions"] = [{"name": "more", "rules": [{"id": "X1"}]}]

    report = a_report(tmp_path, a_log(run))

    assert [report.results[0].rule, report.rules[0].id] == [rule, rule]


@pytest.mark.parametrize(
    ("members", "standing"),
    [
        ({}, Standing.REPORTED),
        ({"kind": "fail", "baselineState": "new"}, Standing.REPORTED),
        ({"kind": "pass"}, Standing.IGNORED),
        ({"baselineState": "absent"}, Standing.IGNORED),
        ({"suppressions": []}, Standing.REPORTED),
        ({"suppressions": [{"kind": "inSource"}]}, Standing.SUPPRESSED),
        ({"suppressions": [{"kind": "external", "status": "rejected"}]}, Standing.REPORTED),
    ],
)
def test_a_result_may_claim_nothing(
    tmp_path: Path, members: dict[str, Any], standing: Standing
) -> None:
    (result,) = a_report(tmp_path, a_log(a_run(a_result(**members)))).results

    assert result.standing is standing


def test_a_message_may_be_a_template(tmp_path: Path) -> None:
    rules = [_rule(messageStrings={"m": {"text": "{0} meets {1}"}})]
    result = a_result() | {"message": {"id": "m", "arguments": ["a", "b"]}}

    _, texts = read(written(tmp_path, a_log(a_run(result, rules=rules))))

    assert texts[0].message == "a meets b"


def test_texts_are_cleaned_and_cut(tmp_path: Path) -> None:
    result = a_result(message="a\x1b[31m\u0000b" + "x" * 5000, snippet="y" * 5000)

    _, (text,) = read(written(tmp_path, a_log(a_run(result))))

    assert text.message.startswith("a[31mbx")
    assert (len(text.message), len(text.snippet)) == (2000, 2000)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("eval(x)", "  eval( x )\n", True),
        ("f('a', 'b')", 'f(\n    "a",\n    "b",\n)', True),
        ("eval(x)", "eval(y)", False),
    ],
)
def test_content_is_what_a_formatter_leaves(
    tmp_path: Path, one: str, other: str, *, same: bool
) -> None:
    run = a_run(a_result(snippet=one), a_result(snippet=other))

    first, second = a_report(tmp_path, a_log(run)).results

    assert (first.content == second.content) is same


def test_runs_are_several_and_their_levels_their_own(tmp_path: Path) -> None:
    log = a_log(
        a_run(a_result(), tool="one", invocations=[{"executionSuccessful": False}]),
        a_run(a_result(level="error"), a_result(line=2), tool="two"),
    )

    report = a_report(tmp_path, log)

    assert [(run.tool, run.results, run.successful) for run in report.runs] == [
        ("one", 1, False),
        ("two", 2, None),
    ]
    assert [(each.run_index, each.result_index, each.level) for each in report.results] == [
        (0, 0, Level.WARNING),
        (1, 0, Level.ERROR),
        (1, 1, Level.WARNING),
    ]
