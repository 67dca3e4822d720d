"""A report in SARIF, made to hold what its source tells (``arch/0035-line-sketch.md``)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from integrates_ci.errors import NotSarif
from integrates_ci.prepare.bags import bag_of
from integrates_ci.prepare.files import is_file
from integrates_ci.prepare.keys import SketchKey
from integrates_ci.prepare.nodes import Node, first_location, node_of, nodes_of
from integrates_ci.prepare.paths import (
    absolute_outside,
    folders_of,
    guessed_folder,
    with_guess,
)
from integrates_ci.prepare.renames import Renames
from integrates_ci.prepare.runs import Run, marked, prepared_run, wanted_of
from integrates_ci.prepare.told import told_of

_NO_RENAMES: Final[Renames] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """``notices`` say of which files nothing is told, and why; one line each."""

    report: dict[str, Any]
    notices: tuple[str, ...]


def prepared(
    report: Mapping[str, Any],
    source: Path,
    key: SketchKey,
    *,
    renames: Renames = _NO_RENAMES,
    scanned: Sequence[str] | None = None,
) -> Prepared:
    """Return a report in SARIF 2.1.0 with what the files below ``source`` tell of it.

    Whatever else it holds is kept, and what an earlier preparation told is told anew.
    ``scanned`` are paths in the source, ``""`` for all of it.

    Raises:
        NotSarif: it is nested too deeply.
        TooLarge: the files with results have more than 2,000,000 lines together.
    """
    try:
        return _prepared(report, source.resolve(), key, renames, scanned)
    except RecursionError as error:
        raise NotSarif("The report cannot be prepared: it is nested too deeply") from error


def _prepared(
    report: Mapping[str, Any],
    root: Path,
    key: SketchKey,
    renames: Renames,
    scanned: Sequence[str] | None,
) -> Prepared:
    runs = _runs(report, root)
    wanted: dict[str, dict[int, bytes]] = {}
    tells: list[frozenset[str]] = []
    for run in runs:
        found = wanted_of(run)
        tells.append(frozenset(found.keys() - wanted.keys()))
        for path, lines in found.items():
            known = wanted.setdefault(path, {})
            known |= {line: known.get(line) or quote for line, quote in lines.items()}
    told = told_of(wanted, root, key, renames)
    done = iter(
        marked(prepared_run(run, told.files, tells=paths), key=key.id, scanned=scanned)
        for run, paths in zip(runs, tells, strict=True)
    )
    return Prepared(
        report=_with_runs(report, [next(done) if _is_run(each) else each for each in _raw(report)]),
        notices=(*_elsewhere(runs), *told.notices),
    )


def is_prepared(report: Mapping[str, Any]) -> bool:
    return any(_is_run(each) and "key" in bag_of(each) for each in _raw(report))


def has_files_of(report: Mapping[str, Any], source: Path) -> bool:
    """Return whether at least half of the files with results are below ``source``."""
    root = source.resolve()
    paths = {path for run in _runs(report, root) for path in wanted_of(run)}
    there = sum(is_file(root, path) for path in paths)
    return 0 < len(paths) <= 2 * there


def _runs(report: Mapping[str, Any], root: Path) -> list[Run]:
    """Return the runs, with the folder that all their other files seem to be from."""
    runs = [
        Run(content=each, folders=folders_of(each, root)) for each in _raw(report) if _is_run(each)
    ]
    outside = [path for run in runs for path in _outside(run)]
    guess = guessed_folder(outside, lambda path: is_file(root, path))
    return [Run(content=run.content, folders=with_guess(run.folders, guess)) for run in runs]


def _elsewhere(runs: Sequence[Run]) -> tuple[str, ...]:
    paths = sorted({path for run in runs for path in _outside(run)})
    return tuple(f"{path} has no sketch: it is not in the source" for path in paths)


def _outside(run: Run) -> list[str]:
    locations = (
        node_of(first_location(each), "artifactLocation")
        for each in nodes_of(run.content, "results")
        if isinstance(each, dict)
    )
    found = (absolute_outside(each, run.folders) for each in locations)
    return [path for path in found if path is not None]


def _raw(report: Mapping[str, Any]) -> list[Any]:
    return nodes_of(report, "runs")


def _is_run(run: Any) -> bool:
    return isinstance(run, dict)


def _with_runs(report: Node, runs: list[Any]) -> dict[str, Any]:
    return {**report, "runs": runs}
