"""Packages in SARIF: one identity with the tools' own formats, where the report tells them."""

from pathlib import Path

import pytest

from db_model.vulnerabilities.types import Package
from imports.matching import Known, OutcomeKind, match
from imports.reports import Report, ReportResult
from reports.made import a_log, a_report, a_result, a_run, known_from
from reports.samples import WRITTEN, read

LODASH = "pkg:npm/lodash"
TRIVY = (
    "Package: lodash\nInstalled Version: 4.17.20\nVulnerability CVE-2021-23337\nSeverity: HIGH\n"
    "Fixed Version: 4.17.21\nLink: [CVE-2021-23337](https://avd.aquasec.com/nvd/cve-2021-23337)"
)


def _pair(tool: str) -> tuple[Report, Report]:
    return read(WRITTEN / f"{tool}.json")[0], read(WRITTEN / f"{tool}.sarif")[0]


def _packages(report: Report) -> list[ReportResult]:
    return [each for each in report.results if each.package]


def _known(report: Report) -> tuple[Known, ...]:
    return known_from(report)


def _one(folder: Path, message: str, *, tool: str, uri: str, rule: str) -> ReportResult:
    log = a_log(a_run(a_result(rule=rule, uri=uri, message=message), tool=tool))
    return a_report(folder, log).results[0]


@pytest.mark.parametrize("tool", ["trivy", "grype", "osv-scanner"])
def test_what_the_tools_own_format_told_is_known_in_sarif_and_back(tool: str) -> None:
    own, sarif = _pair(tool)
    of_own, of_sarif = _known(own), _known(sarif)

    there = match(sarif, of_own)
    back = match(own, of_sarif)

    met = {each.vulnerability for each in there.outcomes if each.vulnerability}
    assert met >= {each.id for each in of_own if each.package}
    assert {
        each.kind
        for each, result in zip(there.outcomes, sarif.results, strict=True)
        if result.package
    } <= {OutcomeKind.UNCHANGED, OutcomeKind.MATCHED}
    met = {each.vulnerability for each in back.outcomes if each.vulnerability}
    assert met >= {each.id for each in of_sarif if each.package}


@pytest.mark.parametrize("tool", ["trivy", "grype", "osv-scanner"])
def test_a_package_has_the_same_place_in_both_formats(tool: str) -> None:
    own, sarif = (_packages(report) for report in _pair(tool))

    assert [(each.path, each.region, each.package and each.package.called) for each in own] == [
        (each.path, each.region, each.package and each.package.called) for each in sarif
    ]


def test_trivys_words_are_those_of_its_own_format() -> None:
    own, sarif = _pair("trivy")

    assert sarif.results[0].message_hash == own.results[0].message_hash
    assert [(rule.id, rule.title, rule.help_text, rule.score) for rule in sarif.rules[:1]] == [
        (rule.id, rule.title.removeprefix("CWE-94. "), rule.help_text, rule.score)
        for rule in own.rules
        if rule.id == "CVE-2021-23337"
    ]
    assert [each.package is None for each in sarif.results] == [False, False, True]


@pytest.mark.parametrize(
    ("message", "tool", "uri", "rule", "package"),
    [
        (
            TRIVY,
            "Trivy",
            "web/package-lock.json",
            "CVE-2021-23337",
            Package(purl=LODASH, version="4.17.20", advisories=("CVE-2021-23337",)),
        ),
        (
            "A high vulnerability in npm package: lodash, version 4.17.20 was found at: /x",
            "grype",
            "x",
            "GHSA-35jh-r3h4-6jhm-lodash",
            Package(purl=LODASH, version="4.17.20", advisories=("GHSA-35jh-r3h4-6jhm",)),
        ),
        (
            "Package '@babel/core@7.29.0' is vulnerable to 'CVE-2026-49356'.",
            "osv-scanner",
            "package-lock.json",
            "CVE-2026-49356",
            Package(purl="pkg:npm/%40babel/core", version="7.29.0", advisories=("CVE-2026-49356",)),
        ),
        (TRIVY, "Trivy", "alpine:3.18", "CVE-2021-23337", None),  # of which kind is not told
        (TRIVY, "SomeTool", "package-lock.json", "CVE-2021-23337", None),
        (TRIVY.replace("CVE-2021-23337", "nonsense"), "Trivy", "go.mod", "nonsense", None),
        (
            "A high vulnerability in deb package: libssl, version 1 was found at: /x",
            "grype",
            "x",
            "CVE-2023-0286-libssl",
            None,  # the distribution is not told
        ),
        (
            "A high vulnerability in npm package: lodash, version 4.17.20 was found at: /x",
            "grype",
            "x",
            "GHSA-35jh-r3h4-6jhm-other",
            None,
        ),
    ],
)
def test_a_package_is_read_where_it_is_clearly_told(
    tmp_path: Path, message: str, tool: str, uri: str, rule: str, package: Package | None
) -> None:
    result = _one(tmp_path, message, tool=tool, uri=uri, rule=rule)

    assert result.package == package
    assert (result.region is None) is (package is not None)
