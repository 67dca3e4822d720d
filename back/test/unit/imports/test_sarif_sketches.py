"""What builds tell of lines in a SARIF log: read, bounded, and refused where it is damaged."""

import base64
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from imports.formats.bounds import Bounds
from imports.formats.errors import (
    MalformedReport,
    ReportRefused,
    ReportTooLarge,
    TextTooLong,
)
from imports.reports import Report
from preparing import ANY_KEY, an_artifact, hashed, line_hash, prepared, sketch
from reports.made import a_log, a_report, a_result, a_run, read, written

FILES: Final = {
    "app/db.py": ["import os", "", "assert  user.is_admin", "}"],
    "app/ünï code.py": ["eval(x)"],
}
MARK: Final = {"version": 1, "key": ANY_KEY.id}
NOT_KNOWN: Final = (
    "it was prepared in a way that is not known here: nothing is known of its lines",
)


def _run(*results: dict[str, Any], bag: object = MARK, **members: Any) -> dict[str, Any]:
    return a_run(*results, properties={"integrates": bag}, **members)


def _with_bag(bag: Mapping[str, object], mark: object = MARK) -> Mapping[str, Any]:
    artifact = {"location": {"uri": "a.py"}, "properties": {"integrates": bag}}
    return a_log(_run(a_result(uri="a.py", line=1), bag=mark, artifacts=[artifact]))


def _told(report: Report) -> tuple[object, ...]:
    return report.sketches, {(each.line, each.statement) for each in report.results}


def test_a_prepared_report_tells_of_files_lines_and_statements(tmp_path: Path) -> None:
    log = a_log(a_run(a_result(line=3), a_result(line=2), a_result(line=9)))
    content = prepared(json.dumps(log).encode(), FILES, scanned=["app", "100%25.py", ".\\b\\.."])

    report, _ = read(written(tmp_path, content))

    first, second = report.sketches
    assert (first.path, first.lines) == ("app/db.py", sketch(FILES["app/db.py"]))
    assert first.lines[4:8] == bytes(4)
    assert first.identity == hashed("app/db.py", "path", 16).hex()
    assert (len(first.sha256), first.renamed_from) == (64, ())
    assert (second.path, len(second.lines)) == ("app/ünï code.py", 4)
    assert [each.line for each in report.results] == [
        line_hash("assert user.is_admin").hex(),
        "00000000",
        None,
    ]
    statement = hashed("assertuser.is_admin", "statement", 8).hex()
    assert [each.statement for each in report.results][::2] == [statement, None]
    (run,) = report.runs
    assert (run.key, run.scanned, run.notices) == (ANY_KEY.id, ("app", "100%25.py", ""), ())


def test_what_is_told_may_follow_what_it_is_told_of(tmp_path: Path) -> None:
    content = prepared(json.dumps(a_log(a_run(a_result(line=3)))).encode(), FILES)
    log = json.loads(content)
    order = ("artifacts", "results", "properties", "tool")
    turned = {"version": "2.1.0", "runs": [{key: log["runs"][0][key] for key in order}]}

    assert a_report(tmp_path, turned) == a_report(tmp_path, log)


def test_paths_are_those_of_results(tmp_path: Path) -> None:
    base = {"SRC": {"uri": "file:///src/app/"}}
    artifact = an_artifact("file:///src/app/my%20file.py", ["a"], renamed_from=["b.py", "b.py"])
    result = a_result(uri="file:///src/app/my%20file.py", line=1)

    report = a_report(tmp_path, a_log(_run(result, artifacts=[artifact], originalUriBaseIds=base)))

    (found,) = report.sketches
    assert found.path == report.results[0].path == "my file.py"
    assert found.renamed_from == (hashed("b.py", "path", 16).hex(),)
    assert report.results[0].line == line_hash("a").hex()


def test_the_first_sketch_of_a_path_counts(tmp_path: Path) -> None:
    files = [an_artifact("a.py", ["one"]), an_artifact("./a.py", ["two"])]
    of_another = [an_artifact("a.py", ["three"]), an_artifact("0.py", ["four"])]

    report = a_report(tmp_path, a_log(_run(artifacts=files), _run(artifacts=of_another)))

    assert [(each.path, each.lines) for each in report.sketches] == [
        ("0.py", line_hash("four")),
        ("a.py", line_hash("one")),
    ]


@pytest.mark.parametrize(
    ("bag", "notices"),
    [
        (None, ()),
        ({}, ()),
        ([], ()),
        ({"key": ANY_KEY.id}, ()),
        ({"version": 1}, ()),
        ({"version": 1, "key": ""}, ()),
        ({"version": 2, "key": 7, "scanned": 5}, NOT_KNOWN),
        ({"version": "1", "key": ANY_KEY.id}, NOT_KNOWN),
        ({"version": True, "key": ANY_KEY.id}, NOT_KNOWN),
    ],
)
def test_a_run_that_was_not_prepared_tells_nothing(
    tmp_path: Path, bag: object, notices: tuple[str, ...]
) -> None:
    artifact = {"location": {"uri": "app/db.py"}, "properties": {"integrates": {"sketch": 5}}}
    result = a_result(line=1, properties={"integrates": {"statement": 5}})

    report = a_report(tmp_path, a_log(_run(result, bag=bag, artifacts=[artifact])))

    assert _told(report) == ((), {(None, None)})
    (run,) = report.runs
    assert (run.key, run.scanned, run.notices) == (None, None, notices)


def test_bags_of_others_and_files_without_a_sketch_are_passed_over(tmp_path: Path) -> None:
    files: list[dict[str, Any]] = [
        {"location": {"uri": "a.py"}, "properties": {"integrates": "theirs"}},
        {"location": {"uri": "b.py"}, "properties": ["integrates"]},
        {"location": {"uri": "c.py"}, "properties": {"integrates": {"path": "0" * 32}}},
        {"location": {}, "properties": {"integrates": {"sketch": "AAAA"}}},
    ]

    report = a_report(tmp_path, a_log(_run(a_result(line=1), artifacts=files)))

    assert _told(report) == ((), {(None, None)})


def test_scanned_paths_are_told_without_a_key(tmp_path: Path) -> None:
    bag = {"scanned": ["src/", "/src", "./a.py", "."]}

    (run,) = a_report(tmp_path, a_log(_run(bag=bag))).runs

    assert (run.key, run.scanned) == (None, ("src", "a.py", ""))


@pytest.mark.parametrize(
    ("bag", "member"),
    [
        ({"sketch": 5}, "sketch: it should be text"),
        ({"sketch": "AAA*"}, "sketch: it should be base64"),
        ({"sketch": "AAAAA"}, "sketch: it should be base64"),
        ({"sketch": "ÄAAA"}, "sketch: it should be base64"),
        ({"sketch": "AAAA"}, "sketch: it should have 4 bytes a line"),
        ({"sketch": "", "path": "0" * 31}, "path: it should be a hash in hex"),
        ({"sketch": "", "path": ["0" * 32]}, "path: it should be text"),
        ({"sketch": "", "renamedFrom": "0" * 32}, "renamedFrom: it should be a list of texts"),
        ({"sketch": "", "renamedFrom": [5]}, "renamedFrom: it should be a list of texts"),
        ({"sketch": "", "renamedFrom": ["A" * 32]}, "renamedFrom: it should be a list of hashes"),
        ({"sketch": "", "renamedFrom": ["0" * 32] * 101}, "a file has at most 100 earlier names"),
    ],
)
def test_a_damaged_sketch_is_refused(
    tmp_path: Path, bag: Mapping[str, object], member: str
) -> None:
    with pytest.raises(MalformedReport) as refused:
        a_report(tmp_path, _with_bag(bag))

    assert "runs[0].artifacts[0].properties.integrates" in refused.value.message
    assert member in refused.value.message
    assert a_report(tmp_path, _with_bag(bag, mark=None)).sketches == ()


@pytest.mark.parametrize(
    ("bag", "told"),
    [
        ({"version": 1, "key": "0" * 15}, "runs[0].properties.integrates.key: it should be a hash"),
        ({"version": 1, "key": 5}, "runs[0].properties.integrates.key: it should be text"),
        ({"scanned": "src"}, "runs[0].properties.integrates.scanned: it should be a list of texts"),
        ({"scanned": [None]}, "runs[0].properties.integrates.scanned: it should be a list of"),
        ({"scanned": ["a"] * 1001}, "The report has more than 1000 scanned paths"),
        ({"scanned": ["a" * 1001]}, "more than 1000 characters in a scanned path"),
    ],
)
def test_a_damaged_mark_is_refused(tmp_path: Path, bag: object, told: str) -> None:
    with pytest.raises(ReportRefused) as refused:
        a_report(tmp_path, a_log(_run(bag=bag)))

    assert told in refused.value.message


@pytest.mark.parametrize("statement", [5, "0" * 15, "G" * 16, "A" * 16])
def test_a_damaged_statement_is_refused(tmp_path: Path, statement: object) -> None:
    result = a_result(properties={"integrates": {"statement": statement}})

    with pytest.raises(MalformedReport, match=r"runs\[0\]\.results\[0\]\.properties\.integrates"):
        a_report(tmp_path, a_log(_run(result)))


def test_sketches_are_bounded_together(tmp_path: Path) -> None:
    files = [an_artifact("a.py", ["x"] * 6), an_artifact("b.py", ["x"] * 5)]
    path = written(tmp_path, a_log(_run(artifacts=files), _run(artifacts=files)))
    size = 2 * sum(32 + len(base64.b64encode(bytes(4 * count))) for count in (6, 5))

    read(path, Bounds(sketch_lines=11, sketch_bytes=size))

    with pytest.raises(ReportTooLarge, match="more than 10 lines in line sketches"):
        read(path, Bounds(sketch_lines=10))
    with pytest.raises(ReportTooLarge, match=f"more than {size - 1} bytes of line sketches"):
        read(path, Bounds(sketch_bytes=size - 1))


def _blank(count: int) -> Mapping[str, Any]:
    text = base64.b64encode(bytes(4 * count)).decode()
    artifact = {"location": {"uri": "a.py"}, "properties": {"integrates": {"sketch": text}}}
    return a_log(_run(artifacts=[artifact]))


def test_a_file_may_have_as_many_lines_as_all_together(tmp_path: Path) -> None:
    report = a_report(tmp_path, _blank(2_000_000))

    assert len(report.sketches[0].lines) == 8_000_000
    for count in (2_000_001, 30_000_000):
        with pytest.raises(ReportTooLarge, match="more than 2000000 lines in line sketches"):
            a_report(tmp_path, _blank(count))


def test_no_other_text_may_be_as_long(tmp_path: Path) -> None:
    long = "a" * 1_100_000
    log = a_log(_run(a_result(uri="a.py", properties={"integrates": {"sketch": "x", "b": long}})))

    with pytest.raises(TextTooLong):
        a_report(tmp_path, log)
    with pytest.raises(TextTooLong):
        a_report(tmp_path, a_log(_run(bag={"sketch": [long]})))


_ANY: Final = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text()
    | st.binary().map(base64.b64encode).map(bytes.decode),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


@given(
    mark=_ANY | st.fixed_dictionaries({"version": st.sampled_from([1, 2]) | _ANY, "key": _ANY}),
    bag=_ANY | st.dictionaries(st.sampled_from(["sketch", "path", "renamedFrom"]), _ANY),
    statement=_ANY,
)
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_in_the_bags_is_read_or_refused(
    tmp_path: Path, mark: object, bag: object, statement: object
) -> None:
    artifact = {"location": {"uri": "a.py"}, "properties": {"integrates": bag}}
    result = a_result(uri="a.py", properties={"integrates": {"statement": statement}})

    try:
        report = a_report(tmp_path, a_log(_run(result, bag=mark, artifacts=[artifact])))
    except ReportRefused:
        return
    assert len(report.results) == 1
    assert all(len(each.lines) % 4 == 0 for each in report.sketches)


@given(lines=st.lists(st.text(st.characters(exclude_categories=["Cs"])), max_size=20))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_each_line_is_told_as_it_was_hashed(tmp_path: Path, lines: list[str]) -> None:
    results = [a_result(uri="a.py", line=number + 1) for number in range(len(lines) + 1)]
    content = prepared(json.dumps(a_log(a_run(*results))).encode(), {"a.py": lines})

    report, _ = read(written(tmp_path, content))

    assert [each.line for each in report.results] == [
        *(line_hash(line).hex() for line in lines),
        None,
    ]
