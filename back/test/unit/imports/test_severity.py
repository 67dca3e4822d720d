"""How severe a rule of a SARIF report is, and which weaknesses it names."""

from pathlib import Path
from typing import Any

import pytest

from reports.made import a_log, a_report, a_result, a_run

_HIGH = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"
_V4 = "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N"


def _rule(**members: Any) -> dict[str, Any]:
    return {"id": "R1", **members}


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
