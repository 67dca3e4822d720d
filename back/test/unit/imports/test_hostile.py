"""Reports of every format that are wrong, hostile or huge: a typed refusal, or harmless."""

import copy
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db_model.imports.types import ReportFormat as Format
from imports.formats.bounds import Bounds
from imports.formats.errors import (
    DuplicateKey,
    LoneSurrogate,
    MalformedReport,
    NotCsv,
    NotJson,
    NotThisFormat,
    NotUtf8,
    ReportRefused,
    ReportTooDeep,
    ReportTooLarge,
    ReportTruncated,
    TextTooLong,
    ToolFailed,
)
from imports.formats.reading import READERS
from reports.made import FOLDER
from reports.samples import LINES, SAMPLES, WRITTEN, Sample, read, read_bytes

ALL = (*SAMPLES, *LINES)
CSV = b"tool,rule,path,line\n"


def _name(sample: Sample) -> str:
    return sample.path.name


def test_every_format_has_a_sample() -> None:
    assert {each.format for each in ALL} == set(READERS)
    assert set(READERS) | {Format.SARIF, Format.AUTO} == set(Format)


@pytest.mark.parametrize("sample", SAMPLES, ids=_name)
def test_a_truncated_report_is_refused_wherever_it_ends(sample: Sample, tmp_path: Path) -> None:
    content = sample.content.strip()

    for end in range(0, len(content), max(1, len(content) // 40)):
        with pytest.raises(ReportRefused):
            read_bytes(tmp_path, content[:end], sample.format)


@pytest.mark.parametrize("format_", sorted(READERS))
@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"[" * 70 + b"]" * 70, ReportTooDeep),
        (b'{"a": NaN}', NotJson),
        (b'{"a": 1, "a": 2}', DuplicateKey),
        (rb'{"a": "\ud800"}', LoneSurrogate),
        (b'{"a": "\xff"}', NotJson),
        (b'["' + b"x" * 9_000_000 + b'"]', TextTooLong),
        (b'{"a": [1', ReportTruncated),
    ],
)
def test_what_is_no_strict_json_is_refused(
    tmp_path: Path, format_: Format, content: bytes, refusal: type[ReportRefused]
) -> None:
    expected = ReportRefused if format_ is Format.GENERIC_CSV else (refusal, NotThisFormat)

    with pytest.raises(expected):
        read_bytes(tmp_path, content, format_)


_NOTHING = (
    (Format.DETECT_SECRETS, b'{"results": {}}'),
    (Format.CHECKOV, b'{"results": {}}'),
    (Format.CHECKOV, b"[[1]]"),
)


@pytest.mark.parametrize("format_", sorted(set(READERS) - {Format.GENERIC_CSV}))
@pytest.mark.parametrize("content", [b"{}", b"7", b"null", b'"text"', b'{"results": {}}', b"[[1]]"])
def test_json_of_another_shape_is_not_of_the_format(
    tmp_path: Path, format_: Format, content: bytes
) -> None:
    if (format_, content) in _NOTHING:
        assert read_bytes(tmp_path, content, format_)[0].results == ()
        return
    with pytest.raises((NotThisFormat, MalformedReport)):
        read_bytes(tmp_path, content, format_)


def _places(value: Any, way: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    yield way
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, each in items if isinstance(value, dict | list) else ():
        if isinstance(each, dict | list):
            yield from _places(each, (*way, key))
        else:
            yield (*way, key)


def _with(value: Any, way: tuple[str | int, ...], other: object) -> Any:
    if not way:
        return other
    changed = copy.copy(value)
    changed[way[0]] = _with(value[way[0]], way[1:], other)
    return changed


_ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=20),
    st.sampled_from(
        ["CVSS:3.1/AV:N", "http://[::1", "pkg:", "pkg:npm/@", "CWE-", "%", "\x00", "="]
    ),
    st.lists(st.one_of(st.none(), st.integers(), st.text(max_size=3)), max_size=3),
    st.dictionaries(
        st.text(max_size=5), st.one_of(st.none(), st.integers(), st.text()), max_size=2
    ),
)


@pytest.mark.parametrize("sample", SAMPLES, ids=_name)
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_any_values_in_a_report_are_read_or_refused(sample: Sample, data: st.DataObject) -> None:
    changed = json.loads(sample.content)
    ways = list(_places(changed))
    for _ in range(data.draw(st.integers(1, 3))):
        changed = _with_if_there(changed, data.draw(st.sampled_from(ways)), data.draw(_ODD))

    with tempfile.TemporaryDirectory() as folder:
        for asked in (sample.format, Format.AUTO):
            _read_or_refused(Path(folder), json.dumps(changed).encode(), asked)


def _with_if_there(value: Any, way: tuple[str | int, ...], other: object) -> Any:
    try:
        return _with(value, way, other)
    except (TypeError, LookupError):  # an earlier change took the place away
        return value


def _read_or_refused(folder: Path, content: bytes, asked: Format) -> None:
    try:
        report, texts = read_bytes(folder, content, asked)
    except ReportRefused:
        return
    assert len(report.results) == len(texts)
    for result in report.results:
        assert len(result.path) <= 1_024
        assert len(result.rule) <= 256


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_csv_or_refused(text: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        _read_or_refused(Path(folder), CSV + text.encode(), Format.GENERIC_CSV)


@pytest.mark.parametrize(
    ("content", "refusal", "message"),
    [
        (b"tool,name\na,b\n", NotThisFormat, "its first line has no rule"),
        (b"tool,rule,rule\na,b,c\n", NotThisFormat, "names a column twice"),
        (CSV + b"a,b,c\n", NotCsv, "near line 2: 3 cells where there should be 4"),
        (CSV + b'a,b,c,"1\n', NotCsv, "near line 2"),
        (CSV + b"a,b,c,x\n", NotCsv, "near line 2: the line should be a whole number"),
        (CSV + b"a,,c,1\n", MalformedReport, "line 2.rule: it should name what is wrong"),
        (CSV + b"a,b,,1\n", MalformedReport, "line 2: it should have a path, a url or a purl"),
        (CSV + b"a,b,c,1\nz,b,c,1\n", NotThisFormat, "its rows name several tools"),
        (CSV + b"a,b,c\xff,1\n", NotUtf8, "not UTF-8"),
        (CSV + b'a,b,"' + b"c" * 140_000 + b'",1\n', NotCsv, "field larger"),
        (CSV + b"a,b," + b"c" * 2_000_000 + b",1\n", TextTooLong, "a text of more than"),
    ],
)
def test_what_is_wrong_in_csv_is_told_with_its_line(
    tmp_path: Path, content: bytes, refusal: type[ReportRefused], message: str
) -> None:
    with pytest.raises(refusal) as refused:
        read_bytes(tmp_path, content, Format.GENERIC_CSV)

    assert message in refused.value.message


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ({"integratesReport": "2"}, "integratesReport is '2', where '1' is known"),
        ({"tool": {"name": " "}}, "tool.name names no tool"),
        ({"successful": "yes"}, "successful is neither true nor false"),
        ({"results": {}}, "it has no list of results"),
        ({"results": [{"rule": "R"}]}, "results[0]: it should have a path, a url or a purl"),
        ({"results": [{"rule": "R", "path": "a", "severity": "bad"}]}, "results[0].severity"),
        ({"results": [{"rule": "R", "path": "a", "status": "gone"}]}, "results[0].status"),
        ({"results": [{"rule": "R", "purl": "lodash"}]}, "should be a package URL"),
        ({"results": [{"rule": "R", "path": "a", "line": "4"}]}, "results[0].line"),
    ],
)
def test_what_is_wrong_in_our_json_is_told_with_its_place(
    tmp_path: Path, members: dict[str, Any], message: str
) -> None:
    whole = {"integratesReport": "1", "tool": {"name": "T"}, "results": []} | members

    with pytest.raises(ReportRefused) as refused:
        read_bytes(tmp_path, json.dumps(whole).encode(), Format.GENERIC_JSON)

    assert message in refused.value.message


@pytest.mark.parametrize("sample", ALL, ids=_name)
def test_results_and_rules_are_bounded(sample: Sample) -> None:
    with pytest.raises(ReportTooLarge, match="more than 1 results"):
        read(sample.path, sample.format, Bounds(results=1))
    if sample.path.name != "npm-audit-6.json":
        with pytest.raises(ReportTooLarge, match="more than 1 rules"):
            read(sample.path, sample.format, Bounds(rules=1))


def test_a_tool_that_failed_is_no_report_of_nothing() -> None:
    with pytest.raises(ToolFailed, match=r"npm audit failed.*405 Method Not Allowed"):
        read(FOLDER / "npm-audit-failed.json")
    offline, _ = read(FOLDER / "pip-audit-offline.json")

    assert offline.runs[0].successful is False
    assert offline.runs[0].notices[0].startswith("Dependency not found on PyPI")


def test_a_later_line_that_is_cut_off_refuses_all(tmp_path: Path) -> None:
    content = (WRITTEN / "nuclei.jsonl").read_bytes()

    with pytest.raises(ReportTruncated):
        read_bytes(tmp_path, content[:-40], Format.NUCLEI)


@pytest.mark.parametrize(
    "content",
    [b"x" * 100, b"\xff\xfe{\x00}\x00", b"\x1f\x8bbroken", b'{"version": "2.1.0"'],
    ids=repr,
)
def test_what_cannot_be_recognised_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(ReportRefused):
        read_bytes(tmp_path, content)
