"""Reading SARIF: tolerant of what tools write, strict about what is wrong."""

import gzip
import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from db_model.vulnerabilities.types import Region
from imports.formats.bounds import Bounds
from imports.formats.errors import MalformedSarif, NotSarif, ReportRefused, ReportTooLarge
from imports.reports import Level, Standing
from reports.made import TOOLS, a_log, a_real_log, a_report, a_result, a_run, read, written

_HIGH = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"
_V4 = "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N"


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
    ("properties", "title", "cwes"),
    [
        ({}, "sql", ()),
        ({"tags": ["security", "external/cwe/cwe-089"]}, "CWE-89. sql", ("CWE-89",)),
        ({"tags": ["CWE-95: Code", "CWE-20"]}, "CWE-95. sql", ("CWE-95", "CWE-20")),
        ({"cwe": "CWE-078"}, "CWE-78. sql", ("CWE-78",)),
        ({"cwe": ["79", "CWE-80"]}, "CWE-79. sql", ("CWE-79", "CWE-80")),
        ({"tags": ["89"]}, "sql", ()),
    ],
)
def test_a_title_leads_with_the_first_cwe(
    tmp_path: Path, properties: dict[str, Any], title: str, cwes: tuple[str, ...]
) -> None:
    log = a_log(a_run(a_result(), rules=[_rule(name="sql", properties=properties)]))

    (rule,) = a_report(tmp_path, log).rules

    assert (rule.title, rule.cwes) == (title, cwes)


def test_a_cwe_is_found_in_relationships_and_taxa(tmp_path: Path) -> None:
    target = {"id": "89", "toolComponent": {"name": "CWE"}}
    rules = [_rule(relationships=[{"target": target}])]
    taxa = [{"id": "CWE-20"}]

    (rule,) = a_report(tmp_path, a_log(a_run(a_result(taxa=taxa), rules=rules))).rules

    assert rule.cwes == ("CWE-89", "CWE-20")


@pytest.mark.parametrize(
    ("rule", "result", "score"),
    [
        ({}, {}, 5.0),
        ({}, {"level": "error"}, 7.5),
        ({}, {"level": "note"}, 2.5),
        ({"defaultConfiguration": {"level": "error"}}, {}, 7.5),
        ({"defaultConfiguration": {"level": "error"}}, {"level": "note"}, 2.5),
        ({"properties": {"security-severity": "8.8"}}, {"level": "note"}, 8.8),
        ({"properties": {"security-severity": 3}}, {}, 3.0),
        ({"properties": {"security-severity": "11"}}, {}, 5.0),
        ({"properties": {"security-severity": "high"}}, {}, 5.0),
        ({}, {"properties": {"security-severity": "9.1"}}, 9.1),
    ],
)
def test_severity_is_a_number_else_the_level(
    tmp_path: Path, rule: dict[str, Any], result: dict[str, Any], score: float
) -> None:
    log = a_log(a_run(a_result(**result), rules=[_rule(**rule)]))

    (found,) = a_report(tmp_path, log).rules

    assert (found.score, found.vector_v3, found.vector_v4, found.score_v4) == (score, "", "", None)


def test_vectors_of_both_versions_are_kept_and_score(tmp_path: Path) -> None:
    bag = {"cvssV3": {"vectorString": _HIGH}, "cvssV4": _V4, "security-severity": "1.0"}

    (rule,) = a_report(tmp_path, a_log(a_run(a_result(), rules=[_rule(properties=bag)]))).rules

    assert (rule.score, rule.vector_v3) == (9.8, _HIGH)
    assert (rule.score_v4, rule.vector_v4) == (9.3, _V4)


def test_a_vector_that_is_none_does_not_count(tmp_path: Path) -> None:
    bag = {"cvss": "CVSS:3.1/AV:N/AC:X", "security-severity": "4.0"}

    (rule,) = a_report(tmp_path, a_log(a_run(a_result(), rules=[_rule(properties=bag)]))).rules

    assert (rule.score, rule.vector_v3) == (4.0, "")


def test_the_worst_result_of_a_rule_scores_it_in_any_order(tmp_path: Path) -> None:
    results = [a_result(level="note"), a_result(level="error", line=2), a_result(line=3)]

    scores = {
        a_report(tmp_path, a_log(a_run(*order))).rules[0].score
        for order in (results, results[::-1])
    }

    assert scores == {7.5}


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


@pytest.mark.parametrize(
    ("log", "refusal", "message"),
    [
        ([], NotSarif, "it tells no version"),
        ({}, NotSarif, "it tells no version"),
        ({"version": "2.1.0"}, NotSarif, "no list of runs"),
        ({"version": "2.1.0", "runs": {"item": {}}}, ReportRefused, ""),
        ({"version": "2.0.0", "runs": []}, NotSarif, "version is '2.0.0'"),
        ({"version": "2.1.0", "runs": [1]}, MalformedSarif, "runs[0]"),
        ({"version": "2.1.0", "runs": [{}]}, MalformedSarif, "runs[0].tool.driver.name"),
        ({"runs.item.tool.driver.name": "x"}, NotSarif, "it tells no version"),
        (a_log(a_run(), a_run(a_result(locations=3))), MalformedSarif, "runs[1].results[0].loc"),
        (a_log(a_run(a_result() | {"message": {"text": 1}})), MalformedSarif, "results[0].text"),
        (a_log(a_run(_at({"startLine": "4"}))), MalformedSarif, "results[0].startLine"),
        (a_log(a_run(a_result(line=10**12))), MalformedSarif, "startLine: it should be a whole"),
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

    with pytest.raises(MalformedSarif, match=r"runs\[0\]\.results\[0\]"):
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
