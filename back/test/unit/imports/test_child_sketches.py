"""Sketches in the comparing process: what it is given, what it keeps, whose report it refuses."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import pytest

from imports.child import SKETCHES, Limits, Sketching, Summary, compare
from imports.child.files import write_lines
from imports.child.sketches import before_of, read, write
from imports.formats.bounds import Bounds
from imports.formats.errors import PreparedForAnotherRoot
from imports.matching import Known, KnownState
from imports.reports import FileSketch
from preparing import ANY_KEY, prepared, sketch
from reports.made import a_known, a_log, a_report, a_result, a_run
from reports.made import written as report_written

OLD: Final = {"a.py": ["old a"], "b.py": ["old b"], "c.py": ["old c"], "d.py": ["old d"]}
NEW: Final = {"a.py": ["new a"], "b.py": ["new b"], "e.py": ["new e"]}
FAILED: Final[Mapping[str, Any]] = {"invocations": [{"executionSuccessful": False}]}


def _sketches(
    files: Mapping[str, Sequence[str]], *tools: str
) -> Mapping[str, Mapping[str, FileSketch]]:
    of = {path: FileSketch(path=path, lines=sketch(lines)) for path, lines in files.items()}
    return dict.fromkeys(tools, of)


def _log(*paths: str, **members: Any) -> Mapping[str, Any]:
    return a_log(a_run(*(a_result(uri=path, line=1) for path in paths), **members))


def _content(log: Mapping[str, Any], files: Mapping[str, Sequence[str]] = NEW) -> bytes:
    return prepared(json.dumps(log).encode(), files)


def _known(folder: Path, *paths: str, state: KnownState = KnownState.OPEN) -> tuple[Known, ...]:
    results = a_report(folder, _log(*paths)).results
    return tuple(a_known(each, f"v-{each.path}", state) for each in results)


async def _compared(
    folder: Path, content: bytes, known: Sequence[Known] = (), *, bounds: Bounds | None = None
) -> tuple[Summary, dict[str, dict[str, bytes]]]:
    """Compare with ``OLD`` before; return what is kept of each tool and file."""
    out = folder / "out"
    out.mkdir()
    write_lines(folder / "known", known)
    write(folder / "before", _sketches(OLD, "tool", "other"))
    sketching = Sketching(key=ANY_KEY.id, before={"tool": str(folder / "before")})
    summary = await compare(
        report_written(folder, content),
        folder / "known",
        out,
        limits=Limits(bounds=bounds or Bounds()),
        sketching=sketching,
    )
    kept = read(out / SKETCHES) if (out / SKETCHES).exists() else {}
    return summary, {
        tool: {path: each.lines for path, each in files.items()} for tool, files in kept.items()
    }


async def test_the_sketches_of_what_was_seen_are_kept(tmp_path: Path) -> None:
    summary, kept = await _compared(tmp_path, _content(_log("a.py", "x.py")))

    assert kept == {"tool": {"a.py": sketch(["new a"])}}
    assert summary.sketched == ("tool",)


async def test_what_stays_open_unseen_keeps_its_old_sketch(tmp_path: Path) -> None:
    known = (
        *_known(tmp_path, "a.py", "b.py", "c.py"),
        *_known(tmp_path, "d.py", state=KnownState.CLOSED),
    )

    _, kept = await _compared(tmp_path, _content(_log("a.py", **FAILED)), known)

    lines = {"a.py": ["new a"], "b.py": ["new b"], "c.py": ["old c"]}
    assert kept == {"tool": {path: sketch(text) for path, text in lines.items()}}


async def test_a_file_that_is_reported_without_a_sketch_has_none(tmp_path: Path) -> None:
    known = _known(tmp_path, "c.py", "d.py")
    log = a_log(a_run(a_result(uri="c.py", line=99, rule="other"), **FAILED))

    _, kept = await _compared(tmp_path, _content(log), known)

    assert kept == {"tool": {"d.py": sketch(["old d"])}}


async def test_what_closes_is_kept_no_longer(tmp_path: Path) -> None:
    summary, kept = await _compared(
        tmp_path, _content(_log("a.py")), _known(tmp_path, "a.py", "c.py")
    )

    assert summary.tally.closing == 1
    assert kept == {"tool": {"a.py": sketch(["new a"])}}


async def test_nothing_is_kept_of_a_report_that_was_not_prepared(tmp_path: Path) -> None:
    content = json.dumps(_log("a.py", **FAILED)).encode()

    summary, kept = await _compared(tmp_path, content, _known(tmp_path, "a.py", "c.py"))

    assert (summary.sketched, kept) == ((), {})


async def test_old_sketches_are_kept_as_far_as_there_is_room(tmp_path: Path) -> None:
    known = _known(tmp_path, "c.py", "d.py")

    _, kept = await _compared(
        tmp_path, _content(_log("a.py", **FAILED)), known, bounds=Bounds(sketch_lines=4)
    )

    assert kept == {"tool": {"a.py": sketch(["new a"]), "c.py": sketch(["old c"])}}


@pytest.mark.parametrize("key", [None, "f" * 16])
async def test_a_report_that_was_prepared_for_another_root_is_refused(
    tmp_path: Path, key: str | None
) -> None:
    write_lines(tmp_path / "known", ())
    report = report_written(tmp_path, _content(_log("a.py")))

    with pytest.raises(PreparedForAnotherRoot, match="was prepared for another root"):
        await compare(
            report, tmp_path / "known", tmp_path, limits=Limits(), sketching=Sketching(key=key)
        )

    assert not (tmp_path / SKETCHES).exists()


def test_the_matcher_is_given_what_held_of_the_tools_of_the_report(tmp_path: Path) -> None:
    path = tmp_path / "before"
    held = _sketches(OLD, "tool", "other")
    write(path, held)
    report = a_report(tmp_path, json.loads(_content(_log("a.py"))))
    bare = a_report(tmp_path, _log("a.py"))
    sketching = Sketching(key=ANY_KEY.id, before={"tool": str(path), "other": str(path)})

    assert read(path) == held
    assert before_of(report, sketching, Bounds()) == {"tool": held["tool"]}
    assert before_of(report, Sketching(), Bounds()) == {}
    assert before_of(report, sketching, Bounds(sketch_lines=1)) == {}
    assert before_of(bare, sketching, Bounds()) == {}


def test_two_tools_share_what_lies_there_once(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    files = {"a.py": ["x"] * 1000}

    write(one, _sketches(files, "tool"))
    write(two, _sketches(files, "tool", "other"))

    assert one.stat().st_size > 4000
    assert two.stat().st_size < one.stat().st_size + 50


@pytest.mark.parametrize("damage", [b"", b"{}", b"\xff", b"\x93\x01\x02\x03"])
def test_what_is_damaged_or_of_another_version_is_known_no_more(
    tmp_path: Path, damage: bytes
) -> None:
    path = tmp_path / "before"
    path.write_bytes(damage)
    assert read(path) == {}

    write(path, _sketches(OLD, "tool"))
    content = path.read_bytes()
    assert read(path) != {}
    path.write_bytes(content[:-1])
    assert read(path) == {}
    later = content.replace(b"\xa7version\x01", b"\xa7version\x02")
    assert later != content
    path.write_bytes(later)
    assert read(path) == {}
