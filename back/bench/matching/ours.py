"""Our matcher, given what the service would give it."""

from collections.abc import Mapping

from matching.methods import paired
from matching.metrics import Labels
from matching.sides import Side

from imports.matching import Known, KnownState, OutcomeKind, match
from imports.matching.names import tool_key
from imports.reports import FileSketch, ReportResult


def ours(old: Side, new: Side) -> Labels:
    """Return who is who once ``old`` was imported and ``new`` is compared with it."""
    matched = match(new.report, known_of(old), before_of(old))
    pairs = {
        int(outcome.vulnerability): at
        for at, outcome in enumerate(matched.outcomes)
        if outcome.vulnerability is not None and outcome.kind is not OutcomeKind.DUPLICATE
    }
    return paired(old, new, pairs)


def before_of(old: Side) -> Mapping[str, Mapping[str, FileSketch]]:
    """Return the sketches of before by the tool's key, as the root keeps them."""
    sketches = {sketch.path: sketch for sketch in old.report.sketches}
    return {tool_key(run.tool): sketches for run in old.report.runs} if sketches else {}


def known_of(old: Side) -> tuple[Known, ...]:
    """Return what is known once the results are all in; each bears its index for its name."""
    return tuple(_known(result, at) for at, result in enumerate(old.results))


def _known(result: ReportResult, at: int) -> Known:
    return Known(
        id=str(at),
        state=KnownState.OPEN,
        tool=result.tool,
        rule=result.rule,
        path=result.path,
        region=result.region,
        content=result.content,
        message_hash=result.message_hash,
        fingerprint=result.fingerprint,
        line=result.line,
        statement=result.statement,
    )
