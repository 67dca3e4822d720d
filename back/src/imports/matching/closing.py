"""What is to close, whether the report can be believed so far, and who must confirm it."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from imports.matching.coverage import Coverage, coverage
from imports.matching.names import tool_key
from imports.matching.outcomes import place
from imports.matching.types import Closing, Kept, Known, KnownState, ToolVerdict
from imports.reports import ReportRun

LEAST_TO_HOLD: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Absent:
    """What is open and not in the report: it closes or is kept; each in the order of ``known``.

    There is one verdict a tool that reported.
    """

    verdicts: tuple[ToolVerdict, ...]
    closing: tuple[Closing, ...]
    kept: tuple[Kept, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    """How far a tool's word goes: nowhere where ``kept`` says why."""

    tool: str
    version: str
    scanned: Coverage
    kept: str

    def closes(self, each: Known) -> bool:
        return not self.kept and self.scanned.covers(each.path)


def must_hold(closing: int, open_: int) -> bool:
    """Tell whether a person must confirm: more than half of at least 20 open ones would close."""
    return open_ >= LEAST_TO_HOLD and closing * 2 > open_


def absent(runs: Sequence[ReportRun], known: Sequence[Known], seen: Collection[str]) -> Absent:
    """Return what becomes of what no result is; ``seen`` are the ids that the report shows.

    What no tool of the report saw is not told of.
    """
    by_tool: defaultdict[str, list[ReportRun]] = defaultdict(list)
    for run in runs:
        by_tool[tool_key(run.tool)].append(run)
    open_: dict[str, list[Known]] = {tool: [] for tool in by_tool}
    for each in known:
        if each.state is KnownState.OPEN and (tool := tool_key(each.tool)) in open_:
            open_[tool].append(each)
    looks = {tool: _look(by_tool[tool], open_[tool], seen) for tool in by_tool}
    gone = [
        (each, looks[tool])
        for each in known
        if each.state is KnownState.OPEN
        and each.id not in seen
        and (tool := tool_key(each.tool)) in looks
    ]
    return Absent(
        verdicts=tuple(
            _verdict(by_tool[tool], open_[tool], looks[tool], seen) for tool in sorted(by_tool)
        ),
        closing=tuple(_closing(each, look) for each, look in gone if look.closes(each)),
        kept=tuple(_kept(each, look) for each, look in gone if not look.closes(each)),
    )


def _look(runs: Sequence[ReportRun], open_: Sequence[Known], seen: Collection[str]) -> _Look:
    paths: dict[str, bool] = {}
    for each in open_:
        paths[each.path] = paths.get(each.path, True) and each.id in seen
    return _Look(
        tool=runs[0].tool,
        version=max(run.version for run in runs),
        scanned=coverage(runs, paths),
        kept=_unbelieved(runs),
    )


def _closing(each: Known, look: _Look) -> Closing:
    told = f"{look.tool} {look.version}".strip()
    why = f"{told} reports it no more: {place(each)}"
    return Closing(vulnerability=each.id, tool=look.tool, explanation=why)


def _kept(each: Known, look: _Look) -> Kept:
    why = look.kept or f"{look.tool} did not look there, it scanned {look.scanned.told}"
    told = f"stays open: {place(each)}: {why}"
    return Kept(vulnerability=each.id, tool=look.tool, explanation=told)


def _verdict(
    runs: Sequence[ReportRun], open_: Sequence[Known], look: _Look, seen: Collection[str]
) -> ToolVerdict:
    gone = [each for each in open_ if each.id not in seen]
    closing = sum(map(look.closes, gone))
    return ToolVerdict(
        tool=look.tool,
        version=look.version,
        runs=len(runs),
        results=sum(run.results for run in runs),
        open=len(open_),
        closing=closing,
        kept=look.kept,
        held=_held(look.tool, closing, len(open_)),
        unscanned=0 if look.kept else len(gone) - closing,
    )


def _held(tool: str, closing: int, open_: int) -> str:
    if not must_hold(closing, open_):
        return ""
    return f"the report would close {closing} of {open_} open vulnerabilities of {tool}"


def _unbelieved(runs: Sequence[ReportRun]) -> str:
    """Return why nothing of the tool is closed: it did not show that it looked."""
    if any(run.successful is False for run in runs):
        return f"nothing is closed: a run of {runs[0].tool} failed"
    if not any(run.results for run in runs):
        return f"nothing is closed: {runs[0].tool} reported no results"
    return ""
