"""What people corrected: one that was merged into another counts as that one.

It is matched as itself, so that it takes a result of its own and is known where it is; what its
result means is then told of the one that was kept.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from imports.matching.closing import Absent, absent
from imports.matching.outcomes import place, recognised
from imports.matching.spots import Pair
from imports.matching.types import Known, KnownState, Outcome, OutcomeKind
from imports.reports import ReportResult, ReportRun, Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A result, what it was matched with, and what that counts as: itself if it is not merged."""

    result: ReportResult
    known: Known
    kept: Known
    pair: Pair

    @property
    def is_merged(self) -> bool:
        return self.known.merged_into is not None


def kept_of(known: Sequence[Known]) -> Mapping[str, Known]:
    """Return, by the id of each that was merged, the one that was kept in the end.

    One whose kept one is not known has none.
    """
    by_id = {each.id: each for each in known}
    found: dict[str, Known] = {}
    for each in known:
        kept, passed = each, {each.id}
        while kept.merged_into in by_id and kept.merged_into not in passed:
            kept = by_id[kept.merged_into]
            passed.add(kept.id)
        if each.merged_into is not None and kept.merged_into is None:
            found[each.id] = kept
    return found


def standing(known: Sequence[Known], kept: Mapping[str, Known]) -> Sequence[Known]:
    """Return ``known`` without what was merged into what is not known."""
    return tuple(each for each in known if each.merged_into is None or each.id in kept)


def corrected(
    results: Sequence[ReportResult],
    known: Sequence[Known],
    pairs: Mapping[int, Pair],
    kept: Mapping[str, Known],
) -> Iterator[tuple[int, Outcome]]:
    """Yield, by position, the outcomes of results that are one that was merged.

    Of several that count as one, one stands for it: its own before those of merged ones, but
    what opens it again before what leaves it closed.  The others repeat that.
    """
    groups: defaultdict[str, dict[int, Seen]] = defaultdict(dict)
    for position, pair in pairs.items() if kept else ():
        was = known[pair.old.index]
        of = kept.get(was.id, was)
        seen = Seen(result=results[position], known=was, kept=of, pair=pair)
        groups[of.id][position] = seen
    for group in groups.values():
        first = min(group.values(), key=_claim)
        for position, seen in group.items():
            if seen.is_merged:
                yield position, _told(seen) if seen is first else _repeating(seen, first.result)


def left_over(
    runs: Sequence[ReportRun],
    known: Sequence[Known],
    seen: Collection[str],
    kept: Mapping[str, Known],
) -> Absent:
    """Return what becomes of what no result is: nothing closes that one merged into it holds up.

    That is there if it is ``seen``, or was and is not to close.
    """
    rest = absent(runs, known, seen)
    if not kept:
        return rest
    ending = {each.vulnerability for each in rest.closing}
    there = {
        kept[each.id].id
        for each in known
        if each.id in kept
        and (each.id in seen or (each.state is KnownState.OPEN and each.id not in ending))
    }
    alone = tuple(each for each in known if each.id not in kept)
    decided = absent(runs, alone, there.union(seen))
    remembered = (
        replace(each, is_merged=True) for each in rest.closing if each.vulnerability in kept
    )
    return replace(decided, closing=(*decided.closing, *remembered))


def _claim(seen: Seen) -> tuple[bool, bool, int]:
    is_suppressed = seen.result.standing is Standing.SUPPRESSED
    leaves_closed = is_suppressed and seen.kept.state is KnownState.CLOSED
    return leaves_closed, seen.is_merged, seen.pair.old.index


def _told(seen: Seen) -> Outcome:
    as_kept = recognised(seen.result, replace(seen.known, state=seen.kept.state), seen.pair)
    return replace(
        as_kept,
        explanation=f"merged by a person into {place(seen.kept)}: {as_kept.explanation}",
        vulnerability=seen.kept.id,
        absorbed=seen.known.id,
        differs=_is_news(seen),
    )


def _repeating(seen: Seen, first: ReportResult) -> Outcome:
    return Outcome(
        run_index=seen.result.run_index,
        result_index=seen.result.result_index,
        kind=OutcomeKind.DUPLICATE,
        explanation=(
            f"merged by a person into {place(seen.kept)}, which is result {first.result_index}"
            f" of run {first.run_index}: {place(seen.result)}"
        ),
        layer=seen.pair.layer,
        vulnerability=seen.kept.id,
        duplicate_of=(first.run_index, first.result_index),
        absorbed=seen.known.id,
        differs=_is_news(seen),
    )


def _is_news(seen: Seen) -> bool:
    """Tell whether it is to be remembered where, or that, the merged one was seen."""
    alone = recognised(seen.result, seen.known, seen.pair)
    if alone.kind is OutcomeKind.SUPPRESSED:
        return False
    return alone.differs or alone.kind is OutcomeKind.REOPENED
