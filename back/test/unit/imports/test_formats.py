"""Reports in the tools' own formats: recognised by content, and read as the tool meant them."""

import gzip
import json
from collections import Counter
from pathlib import Path

import pytest

from db_model.imports.types import ReportFormat as Format
from db_model.vulnerabilities.types import Package, Region
from imports.formats.errors import ReportRefused, UnknownFormat
from imports.reports import Level, Report, ReportRule, Standing
from reports.made import FOLDER
from reports.samples import LINES, SAMPLES, WRITTEN, Sample, read, read_bytes

ALL = (*SAMPLES, *LINES)
pytestmark = pytest.mark.filterwarnings("error")


def _named(name: str) -> Report:
    folder = FOLDER if (FOLDER / name).exists() else WRITTEN
    return read(folder / name)[0]


def _rule(report: Report, id_: str) -> ReportRule:
    (rule,) = (each for each in report.rules if each.id == id_)
    return rule


@pytest.mark.parametrize("sample", ALL, ids=lambda each: each.path.name)
def test_a_report_is_read_alike_whether_its_format_is_named_or_told(sample: Sample) -> None:
    assert read(sample.path) == read(sample.path, sample.format)


@pytest.mark.parametrize(
    "content", [b"{}", b'{"something": [1]}', b"[1]", b"[[]]", b"name,line\na,1\n", b"text", b" "]
)
def test_what_is_of_no_format_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(UnknownFormat, match="say which it is"):
        read_bytes(tmp_path, content)


@pytest.mark.parametrize("sample", ALL, ids=lambda each: each.path.name)
def test_a_report_of_another_format_is_refused(sample: Sample) -> None:
    for asked in (Format.SARIF, Format.CYCLONEDX, Format.GENERIC_JSON, Format.GENERIC_CSV):
        if asked is not sample.format:
            with pytest.raises(ReportRefused):
                read(sample.path, asked)


@pytest.mark.parametrize("sample", ALL, ids=lambda each: each.path.name)
def test_a_mark_and_gzip_change_nothing(sample: Sample, tmp_path: Path) -> None:
    straight = read(sample.path)

    assert read_bytes(tmp_path, b"\xef\xbb\xbf" + sample.content) == straight
    assert read_bytes(tmp_path, gzip.compress(sample.content)) == straight


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda each: each.path.name)
def test_members_may_come_in_any_order(sample: Sample, tmp_path: Path) -> None:
    def turned(value: object) -> object:
        if isinstance(value, dict):
            return {key: turned(each) for key, each in reversed(value.items())}
        return [turned(each) for each in value] if isinstance(value, list) else value

    straight, _ = read(sample.path)
    other = turned(json.loads(sample.content))

    again, _ = read_bytes(tmp_path, json.dumps(other).encode(), sample.format)

    assert Counter(each.rule for each in again.results) == Counter(
        each.rule for each in straight.results
    )
    assert again.rules == straight.rules


@pytest.mark.parametrize(
    ("name", "tool", "version", "results", "rules"),
    [
        ("bandit.json", "Bandit", "", 11, 9),
        ("checkov.json", "Checkov", "3.3.30", 14, 14),
        ("detect-secrets.json", "detect-secrets", "1.5.0", 4, 3),
        ("eslint.json", "ESLint", "", 5, 5),
        ("semgrep.json", "Semgrep OSS", "1.182.0", 3, 2),
        ("cyclonedx.json", "depscan", "6.0.0", 3, 3),
        ("generic.json", "Pentest 2026", "1.0", 4, 4),
        ("generic.csv", "Pentest 2026", "", 3, 3),
        ("gitleaks.json", "gitleaks", "", 3, 2),
        ("grype.json", "Grype", "0.104.0", 2, 2),
        ("npm-audit.json", "npm audit", "", 3, 3),
        ("npm-audit-6.json", "npm audit", "", 2, 1),
        ("nuclei.jsonl", "nuclei", "", 3, 2),
        ("osv-scanner.json", "osv-scanner", "", 3, 3),
        ("pip-audit.json", "pip-audit", "", 3, 3),
        ("trivy.json", "Trivy", "0.68.0", 4, 4),
        ("zap.json", "ZAP", "2.16.1", 4, 2),
    ],
)
def test_a_report_is_read_whole(
    name: str, tool: str, version: str, results: int, rules: int
) -> None:
    report = _named(name)

    (run,) = report.runs
    assert (run.tool, run.version, run.results) == (tool, version, results)
    assert (len(report.results), len(report.rules)) == (results, rules)
    assert [each.result_index for each in report.results] == list(range(results))


def test_bandit_says_the_same_in_json_and_in_sarif() -> None:
    own, sarif = _named("bandit.json"), _named("bandit-twin.sarif")

    def told(report: Report) -> list[tuple[object, ...]]:
        return sorted(
            (each.tool, each.rule, each.path, repr(each.region), each.content, each.message_hash)
            for each in report.results
        )

    assert told(own) == told(sarif)
    assert {(each.id, each.title, each.score) for each in own.rules} == {
        (each.id, each.title, each.score) for each in sarif.rules
    }


def test_semgrep_says_the_same_rules_and_places_in_json_and_in_sarif() -> None:
    own, sarif = _named("semgrep.json"), _named("semgrep-twin.sarif")

    assert [(each.tool, each.rule, each.path, each.region) for each in own.results] == [
        (each.tool, each.rule, each.path, each.region) for each in sarif.results
    ]


def test_eslint_takes_the_code_from_the_source_and_errors_for_a_failed_run() -> None:
    _, texts = read(FOLDER / "eslint.json")
    failed = _named("eslint-failed.json")

    assert texts[0].snippet == '  exec("ls " + name);'
    assert failed.runs[0].successful is False
    assert failed.runs[0].notices == ("Parsing error: Unexpected token (",)
    assert len(failed.results) == 5


def test_a_rule_of_checkov_is_where_its_block_is() -> None:
    report, texts = read(FOLDER / "checkov.json")

    (at,) = (at for at, each in enumerate(report.results) if each.rule == "CKV_AWS_24")
    assert report.results[at].path == "main.tf"
    assert report.results[at].region == Region(start_line=6, end_line=13)
    assert texts[at].snippet.startswith('resource "aws_security_group" "open" {\n')
    assert texts[at].message.endswith(": aws_security_group.open")


def test_severity_is_the_vectors_else_the_words() -> None:
    trivy, grype, zap = _named("trivy.json"), _named("grype.json"), _named("zap.json")

    lodash = _rule(trivy, "CVE-2021-23337")
    assert (lodash.score, lodash.vector_v3) == (
        7.2,
        "CVSS:3.1/AV:N/AC:L/PR:H/UI:N/S:U/C:H/I:H/A:H",
    )
    assert _rule(trivy, "GHSA-xvch-5gv4-984h").score == 9.5
    assert _rule(grype, "CVE-2023-0286").score == 0.1
    assert (_rule(zap, "40012").score, _rule(zap, "10096").score) == (7.5, 0.1)
    assert zap.results[0].level is Level.ERROR


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("trivy.json", "package-lock.json"),
        ("grype.json", "package-lock.json"),
        ("cyclonedx.json", "package-lock.json"),
        ("generic.json", "package-lock.json"),
    ],
)
def test_a_package_is_the_same_to_every_tool(name: str, path: str) -> None:
    (lodash,) = (each for each in _named(name).results if each.rule == "CVE-2021-23337")

    assert lodash.path == path
    assert lodash.package == Package(
        purl="pkg:npm/lodash",
        version="4.17.20",
        advisories=("CVE-2021-23337", "GHSA-35jh-r3h4-6jhm"),
    )


def test_a_group_of_advisories_is_one_result() -> None:
    first = _named("osv-scanner.json").results[0]

    assert (first.rule, first.path) == ("CVE-2018-18074", "repo/requirements.txt")
    assert first.package == Package(
        purl="pkg:pypi/requests",
        version="2.19.0",
        advisories=("CVE-2018-18074", "GHSA-x84v-xcm2-53pg", "PYSEC-2018-28"),
    )


def test_what_passed_is_no_result_and_what_was_decided_is_suppressed() -> None:
    trivy, bom = _named("trivy.json"), _named("cyclonedx.json")

    assert {each.rule for each in trivy.results if each.path == "Dockerfile"} == {"DS002"}
    assert [each.standing for each in bom.results if each.rule == "CVE-2020-0001"] == [
        Standing.SUPPRESSED
    ]


def test_what_runs_is_told_by_its_address_and_parameter() -> None:
    zap, nuclei = _named("zap.json"), _named("nuclei.jsonl")

    assert [(each.path, each.parameter) for each in zap.results] == [
        ("http://shop.example.com/search?page&q", "q"),
        ("http://shop.example.com/search?page&q", "page"),
        ("http://shop.example.com/login", "name"),
        ("http://shop.example.com/", ""),
    ]
    assert [(each.path, each.parameter) for each in nuclei.results[1:]] == [
        ("https://shop.example.com/?token", "x-frame-options"),
        ("https://shop.example.com/?token", "referrer-policy"),
    ]


def test_an_empty_list_is_a_report_of_nothing(tmp_path: Path) -> None:
    report, _ = read_bytes(tmp_path, b"[]\n")
    named, _ = read_bytes(tmp_path, b"[]\n", Format.GITLEAKS)

    assert (report.runs, report.results) == ((), ())
    assert [(run.tool, run.results) for run in named.runs] == [("gitleaks", 0)]
