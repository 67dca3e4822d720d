"""What was scanned: nothing outside of it closes, everything inside does as before."""

from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db_model.imports.types import ReportFormat as Format
from imports.child.types import Sketching
from imports.child.work import compare_files
from imports.formats.bounds import Bounds
from imports.formats.errors import ReportTooLarge
from imports.formats.listed import MOST_FILES, bounded
from imports.matching import Known, KnownState
from imports.matching.closing import Absent, absent
from imports.matching.coverage import coverage, is_choice
from imports.reports import ReportRun
from reports.made import a_log, a_report, a_result, a_run
from reports.samples import SAMPLES, WRITTEN, read, read_bytes

NAMES = st.sampled_from(("a", "b", "c.py", "d.py"))
PATHS = st.lists(NAMES, min_size=1, max_size=3).map("/".join)
TOOL = "bandit"


def _known(path: str, at: int = 0, state: KnownState = KnownState.OPEN) -> Known:
    return Known(
        id=f"v{at}",
        state=state,
        tool=TOOL,
        rule="R1",
        path=path,
        region=None,
        content=f"c{at}",
        message_hash="m",
    )


def _after(known: list[Known], shown: list[Known], **run: Any) -> Absent:
    """Return what becomes of ``known`` by a report that shows ``shown`` and something new."""
    made = ReportRun(tool=TOOL, version="1", successful=True, results=len(shown) + 1, **run)
    return absent((made,), known, {each.id for each in shown})


def _closed(matched: Absent) -> list[str]:
    return [each.vulnerability for each in matched.closing]


def _kept(matched: Absent) -> list[str]:
    return [each.vulnerability for each in matched.kept]


def _is_in(path: str, parts: list[str]) -> bool:
    return any(PurePosixPath(path).is_relative_to(part) for part in parts)


@st.composite
def _states(draw: st.DrawFn) -> tuple[list[Known], list[Known]]:
    paths = draw(st.lists(PATHS, max_size=12))
    states = [draw(st.sampled_from(KnownState)) for _ in paths]
    known = [
        _known(path, at, state) for at, (path, state) in enumerate(zip(paths, states, strict=True))
    ]
    shown = [each for each in known if draw(st.booleans())]
    return known, shown


@given(_states(), st.lists(st.one_of(PATHS, st.just("")), max_size=3))
def test_what_is_gone_closes_inside_of_what_was_said_and_stays_outside(
    drawn: tuple[list[Known], list[Known]], parts: list[str]
) -> None:
    known, shown = drawn

    matched = _after(known, shown, scanned=tuple(parts))

    gone = [each for each in known if each.state is KnownState.OPEN and each not in shown]
    assert _closed(matched) == [each.id for each in gone if _is_in(each.path, parts)]
    assert _kept(matched) == [each.id for each in gone if not _is_in(each.path, parts)]
    assert matched.verdicts[0].unscanned == len(matched.kept)


@given(_states())
def test_a_report_that_does_not_say_speaks_for_the_whole_root(
    drawn: tuple[list[Known], list[Known]],
) -> None:
    known, shown = drawn

    silent, whole = _after(known, shown), _after(known, shown, scanned=("",))

    gone = [each for each in known if each.state is KnownState.OPEN and each not in shown]
    assert silent == whole
    assert (_closed(silent), _kept(silent)) == ([each.id for each in gone], [])


@given(_states(), st.lists(PATHS, min_size=1, max_size=6, unique=True))
def test_of_listed_files_nothing_outside_of_their_folder_ever_closes(
    drawn: tuple[list[Known], list[Known]], files: list[str]
) -> None:
    known, shown = drawn

    matched = _after(known, shown, files=tuple(files))

    by_id = {each.id: each for each in known}
    folders = [[*PurePosixPath(file).parents] for file in files]
    deepest = next(each for each in folders[0] if all(each in others for others in folders))
    closed, kept = _closed(matched), _kept(matched)
    assert all(PurePosixPath(by_id[id_].path).is_relative_to(deepest) for id_ in closed)
    assert not [id_ for id_ in kept if by_id[id_].path in files]
    gone = [each for each in known if each.state is KnownState.OPEN and each not in shown]
    assert sorted(closed + kept) == sorted(each.id for each in gone)


@pytest.mark.parametrize(
    ("files", "closed"),
    [
        (["app/0.py", "app/2.py"], ["app/gone.py"]),  # what is gone of the folder is listed no more
        (["app/0.py"], []),  # one file was chosen
        (["app/gone.py"], ["app/gone.py"]),
        (["app/0.py", "lib/1.py"], ["app/gone.py", "lib/x/gone.py"]),
        (["app/0.py", "setup.py"], ["app/gone.py", "lib/x/gone.py"]),
        (["lib/x/1.py", "lib/x/2.py"], ["lib/x/gone.py"]),
        (["lib/y/1.py", "lib/y/2.py"], []),
    ],
)
def test_the_deepest_folder_that_holds_the_listed_files_was_scanned(
    files: list[str], closed: list[str]
) -> None:
    seen = [_known(path, at) for at, path in enumerate(("app/0.py", "lib/1.py", "app/2.py"))]
    gone = [_known(path, 10 + at) for at, path in enumerate(("app/gone.py", "lib/x/gone.py"))]

    matched = _after([*seen, *gone], seen, files=tuple(files))

    assert [each.path for each in gone if each.id in _closed(matched)] == closed


@pytest.mark.parametrize(
    ("listed", "open_", "left_out", "chosen"),
    [
        (1, 1, 0, True),
        (2, 1, 1, False),  # one alone may well be gone
        (2, 2, 2, True),
        (2, 3, 2, True),
        (2, 4, 2, False),
        (500, 4, 3, True),
        (500, 400, 200, False),
    ],
)
def test_a_list_that_leaves_out_most_was_chosen(
    listed: int, open_: int, left_out: int, *, chosen: bool
) -> None:
    assert is_choice(listed, open_, left_out) is chosen


def test_of_chosen_files_alone_what_is_gone_closes() -> None:
    known = [_known(f"app/{at}.py", at) for at in range(5)]

    matched = _after(known, [], files=("app/0.py", "app/other.py"))

    assert _closed(matched) == ["v0"]
    assert matched.kept[0].explanation == (
        "stays open: app/1.py: bandit did not look there, it scanned app/0.py, app/other.py"
    )


def test_a_file_of_which_only_a_part_is_shown_is_left_out() -> None:
    known = [_known(f"app/{at % 2}.py", at) for at in range(4)]

    first, last = (
        _after(known, shown, files=("app/x.py", "app/y.py")) for shown in (known[2:], known[:2])
    )

    assert (_kept(first), _kept(last)) == (["v0", "v1"], ["v2", "v3"])


def test_what_was_seen_elsewhere_is_not_left_out() -> None:
    known = [_known(f"app/{at}.py", at) for at in range(5)]

    matched = _after(known, known[:3], files=("app/x.py", "app/y.py"))

    assert _closed(matched) == ["v3", "v4"]


def test_runs_of_a_tool_cover_what_they_cover_together() -> None:
    runs = [
        ReportRun(tool=TOOL, version="1", successful=True, results=1, scanned=("app",)),
        ReportRun(
            tool=TOOL, version="1", successful=True, results=1, files=("lib/x/a.py", "lib/x/b.py")
        ),
    ]

    both = coverage(runs, {})
    all_ = coverage([*runs, replace(runs[0], scanned=None)], {})

    assert [both.covers(path) for path in ("app/a", "lib/x/c.py", "lib/y", "application", "")] == [
        True,
        True,
        False,
        False,
        False,
    ]
    assert both.told == "app; 2 files in lib/x"
    assert all_.covers("")


def test_a_site_covers_its_addresses_alone() -> None:
    (run,) = read(WRITTEN / "zap.json")[0].runs

    told = coverage([run], {})

    assert told.covers("http://shop.example.com/search?page&q")
    assert told.covers("http://shop.example.com?q")
    assert not told.covers("http://shop.example.com.evil.org/")
    assert not told.covers("https://pay.example.com/")


LISTS = {Format.BANDIT, Format.ESLINT, Format.SEMGREP}


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda each: each.path.name)
def test_each_format_says_what_it_can(sample: Any) -> None:
    (run,) = read(sample.path)[0].runs

    assert (run.files is not None) is (sample.format in LISTS)
    assert (run.scanned is not None) is (sample.format is Format.ZAP)


@pytest.mark.parametrize(
    ("content", "files"),
    [
        (b'{"results": [], "metrics": {"_totals": {}, "./a.py": {"x": {"b": 1}}}}', ("a.py",)),
        (b'{"results": [], "metrics": {"_totals": {}}}', None),
        (b'{"results": [], "metrics": []}', None),
        (b'{"metrics": {"a.py": 1}, "results": [{"filename": "b.py", "test_id": "B1"}]}', None),
    ],
)
def test_bandits_metrics_list_its_files(
    tmp_path: Path, content: bytes, files: tuple[str, ...] | None
) -> None:
    (run,) = read_bytes(tmp_path, content, Format.BANDIT)[0].runs

    assert run.files == files


@pytest.mark.parametrize(
    ("scanned", "files"),
    [
        (b'["app/a.py", 7, "app/b.py"]', ("app/a.py", "app/b.py")),
        (b"[]", None),
        (b"{}", None),
        (b"null", None),
    ],
)
def test_semgrep_lists_its_files(
    tmp_path: Path, scanned: bytes, files: tuple[str, ...] | None
) -> None:
    content = b'{"version": "1", "results": [], "errors": [], "paths": {"scanned": %s}}' % scanned

    (run,) = read_bytes(tmp_path, content, Format.SEMGREP)[0].runs

    assert run.files == files


def test_our_own_format_says_what_was_scanned(tmp_path: Path) -> None:
    content = (
        b'{"integratesReport": "1", "tool": {"name": "x"}, "scanned": ["./app/", "b"],'
        b' "results": []}'
    )

    (run,) = read_bytes(tmp_path, content)[0].runs

    assert run.scanned == ("app", "b")


def _artifacts(*uris: str, roles: list[str] | None = None) -> list[dict[str, Any]]:
    more = {} if roles is None else {"roles": roles}
    return [{"location": {"uri": uri}, **more} for uri in uris]


TARGET = ["analysisTarget"]


@pytest.mark.parametrize(
    ("tool", "artifacts", "files"),
    [
        ("tool", _artifacts("app/db.py", "app/x.py", roles=TARGET), ("app/db.py", "app/x.py")),
        ("tool", _artifacts("app/db.py", roles=TARGET), None),  # of its results alone
        ("tool", _artifacts("app/x.py", roles=TARGET), None),  # it lacks a file of its results
        ("tool", _artifacts("app/db.py", "app/x.py"), None),
        ("tool", _artifacts("app/db.py", "app/x.py", roles=["resultFile"]), None),
        ("ESLint", _artifacts("app/db.py", "app/x.py"), ("app/db.py", "app/x.py")),
        ("ESLint", _artifacts("app/db.py"), ("app/db.py",)),
        ("ESLint", [], None),
    ],
)
def test_artifacts_tell_what_was_looked_at_where_some_have_no_result(
    tmp_path: Path, tool: str, artifacts: list[dict[str, Any]], files: tuple[str, ...] | None
) -> None:
    run = a_run(a_result(), tool=tool, artifacts=artifacts)

    report = a_report(tmp_path, a_log(run))

    assert report.runs[0].files == files


def test_a_list_of_files_is_bounded() -> None:
    assert bounded(["a"] * 3) == ("a",) * 3
    with pytest.raises(ReportTooLarge, match="more than 500000 files"):
        bounded("a" for _ in range(MOST_FILES + 1))


def test_what_somebody_said_counts_before_what_the_report_says(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "scanned.ndjson").write_text('"lib"\n')
    (tmp_path / "known").write_bytes(b"")
    known = '{"id": "%s", "state": "OPEN", "tool": "Bandit", "rule": "R", "path": "%s/a.py",'
    known += '"region": null, "content": "", "message_hash": ""}\n'
    (tmp_path / "known").write_text(known % ("1", "app") + known % ("2", "lib"))
    report = next(sample.path for sample in SAMPLES if sample.format is Format.BANDIT)

    summary = compare_files(
        report,
        tmp_path / "known",
        out,
        asked=Format.AUTO,
        bounds=Bounds(),
        sketching=Sketching(key=None),
    )

    assert (summary.tally.closing, summary.tally.kept) == (1, 1)
    assert summary.unscanned == "1 stay open, as Bandit did not look there"
    assert b'"2"' in (out / "closing.ndjson").read_bytes()
