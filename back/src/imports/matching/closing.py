"""What is to close, whether the report can be believed so far, and who must confirm it."""

from collections.abc import Collection, Iterator, Sequence
from typing import Final

from imports.matching.names import tool_key
from imports.matching.outcomes import place
from imports.matching.types import Closing, Known, KnownState, ToolVerdict
from imports.reports import ReportRun

LEAST_TO_HOLD: Final = 20


def must_hold(closing: int, open_: int) -> bool:
    """Tell whether a person must confirm: more than half of at least 20 open ones would close."""
    return open_ >= LEAST_TO_HOLD and closing * 2 > open_


def verdicts(
    runs: Sequence[ReportRun], known: Sequence[Known], seen: Collection[str]
) -> tuple[ToolVerdict, ...]:
    """Return one verdict a tool that reported; ``seen`` are the ids that the report shows."""
    by_tool: dict[str, list[ReportRun]] = {}
    for run in runs:
        by_tool.setdefault(tool_key(run.tool), []).append(run)
    return tuple(_verdict(tool, by_tool[tool], known, seen) for tool in sorted(by_tool))


def closings(
    verdicts_: Sequence[ToolVerdict], known: Sequence[Known], seen: Collection[str]
) -> Iterator[Closing]:
    """Yield what closes, in the order of ``known``: nothing of a tool that is ``kept``."""
    closing = {tool_key(each.tool): each for each in verdicts_ if each.closing}
    for each in known:
        verdict = closing.get(tool_key(each.tool))
        if verdict and each.state is KnownState.OPEN and each.id not in seen:
            told = f"{verdict.tool} {verdict.version}".strip()
            yield Closing(
                vulnerability=each.id,
                tool=verdict.tool,
                explanation=f"{told} reports it no more: {place(each)}",
            )


def _verdict(
    tool: str, runs: Sequence[ReportRun], known: Sequence[Known], seen: Collection[str]
) -> ToolVerdict:
    open_ = [
        each for each in known if each.state is KnownState.OPEN and tool_key(each.tool) == tool
    ]
    gone = sum(each.id not in seen for each in open_)
    kept = _kept(runs)
    closing = 0 if kept else gone
    held = (
        f"the report would close {closing} of {len(open_)} open vulnerabilities of {runs[0].tool}"
        if must_hold(closing, len(open_))
        else ""
    )
    return ToolVerdict(
        tool=runs[0].tool,
        version=max(run.version for run in runs),
        runs=len(runs),
        results=sum(run.results for run in runs),
        open=len(open_),
        closing=closing,
        kept=kept,
        held=held,
    )


def _kept(runs: Sequence[ReportRun]) -> str:
    """Return why nothing of the tool is closed: it did not show that it looked."""
    if any(run.successful is False for run in runs):
        return f"nothing is closed: a run of {runs[0].tool} failed"
    if not any(run.results for run in runs):
        return f"nothing is closed: {runs[0].tool} reported no results"
    return ""
