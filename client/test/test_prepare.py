import copy
import json
from base64 import b64decode
from hashlib import blake2b, sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrates_ci.errors import NotSarif, TooLarge
from integrates_ci.prepare import (
    SketchKey,
    bytes_of,
    has_files_of,
    is_prepared,
    prepared,
    sarif_in,
    told,
)

from .sources import CANARY, KEY, LINES, REAL, a_report, a_result, a_source, real, with_quotes


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return a_source(tmp_path / "source")


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return a_source(tmp_path_factory.mktemp("sources"))


def path_hash(path: str) -> str:
    return blake2b(path.encode(), key=KEY.secret, digest_size=16, person=b"path").hexdigest()


def run_of(report: dict[str, Any], source: Path, **options: Any) -> dict[str, Any]:
    [run] = prepared(report, source, KEY, **options).report["runs"]
    return dict(run)


def test_what_the_source_tells_lies_where_it_was_decided(source: Path) -> None:
    run = run_of(
        a_report(a_result("app/db.py", 3)),
        source,
        renames={"app/db.py": ("old.py",)},
        scanned=["app"],
    )

    content = (source / "app/db.py").read_bytes()
    [artifact] = run["artifacts"]
    bag = artifact["properties"]["integrates"]
    statement = blake2b(
        f"{CANARY}_1".encode(), key=KEY.secret, digest_size=8, person=b"statement"
    ).hexdigest()
    assert run["properties"]["integrates"] == {"version": 1, "key": KEY.id, "scanned": ["app"]}
    assert artifact["location"] == {"uri": "app/db.py"}
    assert artifact["hashes"] == {"sha-256": sha256(content).hexdigest()}
    assert set(bag) == {"sketch", "path", "renamedFrom"}
    assert len(b64decode(bag["sketch"])) == 4 * LINES
    assert bag["path"] == path_hash("app/db.py")
    assert bag["renamedFrom"] == [path_hash("old.py")]
    assert run["results"][0]["properties"]["integrates"] == {"statement": statement}


def test_what_a_result_leaves_out_is_completed(source: Path) -> None:
    [result] = run_of(a_report(a_result("app/db.py", 3)), source)["results"]

    physical = result["locations"][0]["physicalLocation"]
    assert physical["artifactLocation"] == {"uri": "app/db.py", "index": 0}
    assert physical["region"] == {"startLine": 3, "endLine": 3}
    assert (result["ruleIndex"], result["level"]) == (1, "warning")


@pytest.mark.parametrize(
    ("told_by_tool", "expected"),
    [
        ({"ruleId": "R0"}, {"ruleIndex": 0, "level": "error"}),
        ({"ruleId": "R0/sub"}, {"ruleIndex": 0, "level": "error"}),
        ({"ruleId": "R0", "ruleIndex": 7}, {"ruleIndex": 0, "level": "error"}),
        ({"ruleId": "R9"}, {"level": "warning"}),
        ({"ruleId": "R0", "level": "note"}, {"ruleIndex": 0, "level": "note"}),
        ({"ruleId": "R0", "kind": "pass"}, {"ruleIndex": 0}),
        ({"ruleId": "R1", "rule": {"id": "R0"}}, {"level": "warning"}),
        ({"ruleId": "R0", "rule": {"toolComponent": {"index": 0}}}, {"level": "warning"}),
    ],
)
def test_rule_and_level_are_those_that_sarif_gives(
    source: Path, told_by_tool: dict[str, Any], expected: dict[str, Any]
) -> None:
    report = a_report(a_result("app/db.py", 3, **told_by_tool))
    report["runs"][0]["tool"]["driver"]["rules"][0]["defaultConfiguration"] = {"level": "error"}

    [result] = run_of(report, source)["results"]

    found = {name: result[name] for name in ("ruleIndex", "level") if name in result}
    assert found == expected


def test_an_index_alone_tells_the_rule(source: Path) -> None:
    result = a_result("app/db.py", 3, ruleIndex=0)
    del result["ruleId"]

    [found] = run_of(a_report(result), source)["results"]

    assert (found["ruleIndex"], found["level"]) == (0, "warning")


def test_levels_that_the_run_overrides_are_left_to_it(source: Path) -> None:
    overriding = [{"executionSuccessful": True, "ruleConfigurationOverrides": [{}]}]

    [found] = run_of(a_report(a_result("app/db.py", 3), invocations=overriding), source)["results"]

    assert "level" not in found


@pytest.mark.parametrize("name", REAL)
def test_preparing_again_changes_nothing(source: Path, name: str) -> None:
    report = real(name)
    untouched = copy.deepcopy(report)
    with_quotes(source, report)

    once = prepared(report, source, KEY, scanned=["app"])
    twice = prepared(once.report, source, KEY)

    assert once.notices == ()
    assert report == untouched
    assert bytes_of(twice.report) == bytes_of(once.report)
    assert is_prepared(once.report)
    assert not is_prepared(report)


URIS = st.sampled_from(
    [
        "app/db.py",
        "./app//web.py",
        "app\\page.js",
        "a%20b.py",
        "x:y.py",
        "../up.py",
        "file:///repo/app/db.py",
        "file:///etc/x",
        "C:\\a.py",
        "https://example.com/a",
        "",
        "gone.py",
    ]
)
RESULTS = st.builds(
    a_result,
    URIS,
    st.none() | st.integers(-1, LINES + 2),
    ruleId=st.sampled_from(["R0", "R1/x", "R9", 7]),
    properties=st.sampled_from([{}, {"tags": ["a"]}, {"integrates": {"statement": "old"}}, 7]),
)


@given(
    st.lists(RESULTS, max_size=6),
    st.lists(URIS.map(lambda uri: {"location": {"uri": uri, "uriBaseId": "R"}}), max_size=4),
    st.sampled_from(["file:///repo/", "file:///repo/app/", "lib/", 7]),
)
def test_preparing_whatever_is_there_again_changes_nothing(
    sources: Path, results: list[Any], artifacts: list[Any], base: object
) -> None:
    bases = {"R": {"uri": base}}
    report = a_report(*results, artifacts=artifacts, originalUriBaseIds=bases)

    once = prepared(report, sources, KEY).report

    assert bytes_of(prepared(once, sources, KEY).report) == bytes_of(once)


@pytest.mark.parametrize("name", REAL)
def test_another_key_replaces_the_first(source: Path, name: str) -> None:
    other = SketchKey(id="ffffffffffffffff", secret=bytes(32))
    once = prepared(real(name), source, KEY).report

    assert prepared(once, source, other) == prepared(real(name), source, other)


def test_nothing_of_an_earlier_preparation_stays_where_the_file_is_gone(source: Path) -> None:
    report = a_report(a_result("app/db.py", 3))
    once = prepared(report, source, KEY).report
    (source / "app/db.py").unlink()

    again = prepared(once, source, KEY)

    [run] = again.report["runs"]
    assert again.notices == ("app/db.py has no sketch: it is not in the source",)
    assert "properties" not in run["results"][0]
    assert "properties" not in run["artifacts"][0]


@pytest.mark.parametrize("name", REAL)
def test_all_that_a_tool_said_stays(source: Path, name: str) -> None:
    """What is added, or made relative, is all that differs."""
    report = real(name)
    report["more"] = {"x": [1.5, None, 12345678901234567890]}
    report["runs"][0]["results"][0]["suppressions"] = [{"kind": "inSource"}]

    done = prepared(report, source, KEY).report

    assert _without_what_is_added(done, report) == report


def _without_what_is_added(done: Any, given: Any) -> Any:
    if isinstance(given, dict):
        return {
            name: value if name == "uri" else _without_what_is_added(done[name], value)
            for name, value in given.items()
        }
    if isinstance(given, list):
        return [_without_what_is_added(*each) for each in zip(done, given, strict=False)]
    return done


def test_paths_are_made_relative_wherever_they_are(source: Path) -> None:
    uri = source.joinpath("app/page.js").as_uri()
    location = {"physicalLocation": {"artifactLocation": {"uri": uri}}}
    result = a_result(
        uri, 3, codeFlows=[{"threadFlows": [{"locations": [{"location": location}]}]}]
    )
    notified = {"toolExecutionNotifications": [{"locations": [location]}]}
    run = run_of(
        a_report(result, artifacts=[{"location": {"uri": uri}}], invocations=[notified]), source
    )

    assert str(source) not in json.dumps(run)
    assert json.dumps(run).count('"app/page.js"') == 4
    assert len(run["artifacts"]) == 1


def test_files_in_archives_and_elsewhere_are_left_alone(source: Path) -> None:
    artifacts = [
        {"location": {"uri": "a.zip"}},
        {"location": {"uri": "app/db.py"}, "parentIndex": 0},
    ]
    in_archive = a_result("app/db.py", 3)
    in_archive["locations"][0]["physicalLocation"]["artifactLocation"]["index"] = 1
    remote = a_result("https://example.com/app/db.py", 3)
    elsewhere = a_result("file:///etc/passwd", 3)

    done = prepared(a_report(in_archive, remote, elsewhere, artifacts=artifacts), source, KEY)

    [run] = done.report["runs"]
    assert run["artifacts"] == artifacts
    assert [result.get("properties") for result in run["results"]] == [None] * 3
    assert done.notices == ("/etc/passwd has no sketch: it is not in the source",)


def test_results_without_place_line_or_text_are_no_fault(source: Path) -> None:
    (source / "empty.py").touch()
    strange: list[Any] = [
        {},
        {"locations": []},
        {"locations": [7]},
        {"locations": [{"physicalLocation": {"region": 7}}]},
        a_result("app/db.py"),
        a_result("app/db.py", 0),
        a_result("app/db.py", LINES + 9),
        a_result("empty.py", 1),
        "text",
    ]
    report = a_report(*strange)
    report["runs"] += [7, {"results": 7}, {}]

    done = prepared(report, source, KEY)

    assert len(done.report["runs"][0]["results"]) == len(strange)
    assert done.report["runs"][1] == 7
    assert '"statement"' not in json.dumps(done.report)
    assert done.report["runs"][0]["artifacts"][1]["properties"]["integrates"]["sketch"] == ""


def test_a_file_in_two_runs_is_told_once(source: Path) -> None:
    report = a_report(a_result("app/db.py", 3))
    report["runs"] *= 2

    first, second = prepared(report, source, KEY).report["runs"]

    assert "sketch" in first["artifacts"][0]["properties"]["integrates"]
    assert "properties" not in second["artifacts"][0]
    assert second["results"][0]["properties"] == first["results"][0]["properties"]


def test_what_was_scanned_stays_until_something_else_is_told(source: Path) -> None:
    report = prepared(a_report(a_result("app/db.py", 3)), source, KEY, scanned=("lib",)).report
    again = prepared(report, source, KEY).report
    newer = prepared(again, source, KEY, scanned=("app",)).report

    told = {"version": 1, "key": KEY.id}
    assert again["runs"][0]["properties"]["integrates"] == told | {"scanned": ["lib"]}
    assert newer["runs"][0]["properties"]["integrates"] == told | {"scanned": ["app"]}


def test_too_many_lines_are_refused(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    report = a_report(a_result("app/db.py", 3), a_result("app/web.py", 3))
    monkeypatch.setattr(told, "MOST_LINES", 2 * LINES)
    prepared(report, source, KEY)
    monkeypatch.setattr(told, "MOST_LINES", 2 * LINES - 1)

    with pytest.raises(TooLarge, match="more than 79 lines"):
        prepared(report, source, KEY)


def test_a_checkout_is_the_source_if_it_has_half_of_the_files(source: Path) -> None:
    there, gone = a_result("app/db.py", 3), a_result("gone.py", 3)

    assert has_files_of(a_report(there, gone), source)
    assert not has_files_of(a_report(there, gone, a_result("gone2.py")), source)
    assert not has_files_of(a_report(), source)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"a,b",
        b"[]",
        b"{}",
        b'{"version": "2.1.0"}',
        b'{"version": "2.0.0", "runs": []}',
        b'{"version": "2.1.0", "runs": [',
        b'{"version": "2.1.0", "runs": {}}',
        b"[" * 100_000,
        b"\xff\xfe\xfd",
    ],
)
def test_what_is_no_sarif_is_refused(content: bytes) -> None:
    with pytest.raises(NotSarif):
        sarif_in(content)


def test_a_mark_of_the_byte_order_is_no_fault() -> None:
    assert sarif_in(b'\xef\xbb\xbf{"version": "2.1.0", "runs": []}')["runs"] == []


def test_what_is_nested_too_deeply_is_refused(source: Path) -> None:
    deep: dict[str, Any] = {}
    for _ in range(5000):
        deep = {"x": deep}

    with pytest.raises(NotSarif, match="nested too deeply"):
        prepared(a_report(a_result("app/db.py", 3, more=deep)), source, KEY)


@pytest.mark.parametrize(
    ("line", "quote", "is_told"),
    [
        (3, None, True),
        (3, "", True),
        (3, "THERE", True),
        (3, "THERE\nand the next\n", True),
        (3, "3: THERE", True),
        (3, "password = ***", True),
        (3, "elsewhere", False),
        (5, "THERE", True),
        (99, "gone", False),
    ],
)
def test_a_file_that_is_not_as_it_was_scanned_is_not_told(
    source: Path, *, line: int, quote: str | None, is_told: bool
) -> None:
    there = (source / "app/db.py").read_text().splitlines()[2].strip()
    result = a_result("app/db.py", line)
    if quote is not None:
        region = result["locations"][0]["physicalLocation"]["region"]
        region["snippet"] = {"text": quote.replace("THERE", there)}

    done = prepared(a_report(result), source, KEY)

    artifact = done.report["runs"][0]["artifacts"][0]
    assert ("integrates" in artifact.get("properties", {})) is is_told
    why = "app/db.py has no sketch: it is not as it was scanned"
    assert done.notices == (() if is_told else (why,))


def test_a_file_of_which_most_quotes_are_elsewhere_is_not_told(source: Path) -> None:
    lines = (source / "app/db.py").read_text().splitlines()
    shifted = [a_result("app/db.py", at + 1) for at in (3, 4, 5)]
    for at, result in zip((3, 4, 5), shifted, strict=True):
        region = result["locations"][0]["physicalLocation"]["region"]
        region["snippet"] = {"text": lines[at - 1]}

    one = prepared(a_report(shifted[0]), source, KEY)
    most = prepared(a_report(*shifted), source, KEY)

    assert one.notices == ()
    assert most.notices == ("app/db.py has no sketch: it is not as it was scanned",)
