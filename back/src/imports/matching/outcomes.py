"""What a pair means, in one word and in words that a person understands."""

from imports.matching.spots import Pair
from imports.matching.types import Known, KnownState, Outcome, OutcomeKind
from imports.reports import ReportResult, Standing


def created(result: ReportResult) -> Outcome:
    if result.standing is Standing.SUPPRESSED:
        kind, why = OutcomeKind.SUPPRESSED, "suppressed in the report, and not known"
    else:
        kind, why = OutcomeKind.CREATED, "new: nothing known of this rule is this one"
    return _outcome(result, kind, f"{why}: {place(result)}")


def ignored(result: ReportResult) -> Outcome:
    why = "ignored: the report says that it is gone, or that nothing failed"
    return _outcome(result, OutcomeKind.IGNORED, why)


def duplicate(result: ReportResult, of: ReportResult, known: str | None) -> Outcome:
    return Outcome(
        run_index=result.run_index,
        result_index=result.result_index,
        kind=OutcomeKind.DUPLICATE,
        explanation=(
            f"the same rule and place as result {of.result_index} of run {of.run_index}:"
            f" {place(result)}"
        ),
        vulnerability=known,
        duplicate_of=(of.run_index, of.result_index),
    )


def recognised(result: ReportResult, known: Known, pair: Pair) -> Outcome:
    """Return what became of ``known``, which ``result`` is for the reason that ``pair`` gives."""
    kind, explanation = _told(result, known, pair)
    return Outcome(
        run_index=result.run_index,
        result_index=result.result_index,
        kind=kind,
        explanation=explanation,
        layer=pair.layer,
        vulnerability=known.id,
        differs=(
            result.path != known.path
            or bool(_differences(result, known))
            or _is_first_told(result, known)
        ),
    )


def place(spot: Known | ReportResult) -> str:
    """Return the place as people write it: ``app/db.py:41``, ``flask 0.12 in uv.lock``."""
    if spot.package is not None:
        called = spot.package.called
        return f"{called} in {spot.path}" if spot.path else called
    path = spot.path or "(no file)"
    if spot.parameter:
        return f"{path}, {spot.parameter}"
    return path if spot.region is None else f"{path}:{spot.region.start_line}"


def _told(result: ReportResult, known: Known, pair: Pair) -> tuple[OutcomeKind, str]:
    if known.state is KnownState.REMOVED:
        why = "a person removed it, and it stays removed"
        return OutcomeKind.UNCHANGED, f"unchanged: {why}: {place(result)}"
    if known.state is KnownState.CLOSED:
        if result.standing is Standing.SUPPRESSED:
            why = "suppressed in the report: it stays closed"
            return OutcomeKind.SUPPRESSED, f"{why}: {place(result)}"
        return OutcomeKind.REOPENED, f"reopened at {place(result)}: {pair.why}"
    kind, why = _difference(result, known, pair)
    is_suppressed = result.standing is Standing.SUPPRESSED
    return kind, f"{why}; suppressed in the report" if is_suppressed else why


def _difference(result: ReportResult, known: Known, pair: Pair) -> tuple[OutcomeKind, str]:
    if result.path != known.path or _spot(result) != _spot(known):
        moved = f"moved from {place(known)} to {place(result)}: {pair.why}"
        return OutcomeKind.MOVED, moved
    if differences := _differences(result, known):
        what = " and ".join(differences)
        return OutcomeKind.MATCHED, f"same place, {place(result)}: {what} changed"
    return OutcomeKind.UNCHANGED, f"unchanged at {place(result)}"


def _differences(result: ReportResult, known: Known) -> list[str]:
    """Return what differs in words; what is not told now is no difference."""
    told = result.fingerprint or known.fingerprint
    compared = {
        "the rule": (result.rule, known.rule),
        "the columns": (result.region, known.region),
        "the line": _if_both(result.line, known.line),
        "the statement": _if_both(result.statement, known.statement),
        "the content": (result.content, known.content),
        "the message": (result.message_hash, known.message_hash),
        "the fingerprint": (told, known.fingerprint),
        "the advisory": (_advisories(result), _advisories(known)),
        "the version": (_version(result), _version(known)),
    }
    return [name for name, (now, then) in compared.items() if now != then]


def _if_both(now: str | None, then: str | None) -> tuple[str | None, str | None]:
    """Return what is compared: what the build told on one side alone is no difference."""
    return (now, then) if now and then else (None, None)


def _is_first_told(result: ReportResult, known: Known) -> bool:
    """Tell whether the build tells now what is not kept yet: the next report needs it."""
    return (known.line is None and result.line is not None) or (
        known.statement is None and result.statement is not None
    )


def _spot(spot: Known | ReportResult) -> tuple[int | None, str]:
    """Return where it is within its path: a line, or a version of a package."""
    return None if spot.region is None else spot.region.start_line, _version(spot)


def _version(spot: Known | ReportResult) -> str:
    return spot.package.version if spot.package else ""


def _advisories(spot: Known | ReportResult) -> tuple[str, ...]:
    return spot.package.advisories if spot.package else ()


def _outcome(result: ReportResult, kind: OutcomeKind, explanation: str) -> Outcome:
    return Outcome(
        run_index=result.run_index,
        result_index=result.result_index,
        kind=kind,
        explanation=explanation,
    )
