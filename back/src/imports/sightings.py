"""What a step of a plan makes of what is known, merged into another or not; pure."""

from collections.abc import Iterable, Iterator

from db_model.types import VulnerabilityId
from db_model.vulnerabilities.types import Vulnerability
from imports.child.types import Entry
from imports.matching.types import Closing
from imports.types import PlannedClosing, PlannedResult, PlannedSighting
from vulnerabilities.rules import remembered, seen_again, seen_no_more
from vulnerabilities.types import Sighting


def planned_sightings(
    entries: Iterable[Entry], closings: Iterable[Closing]
) -> Iterator[PlannedSighting]:
    """Yield what is to be remembered of those that were merged into others."""
    for entry in entries:
        if entry.absorbed is not None and entry.differs:
            id_ = VulnerabilityId(entry.absorbed)
            yield PlannedSighting(vulnerability_id=id_, detection=entry.detection)
    for closing in closings:
        if closing.is_merged:
            id_ = VulnerabilityId(closing.vulnerability)
            yield PlannedSighting(vulnerability_id=id_, detection=None)


def after_sighting(
    each: PlannedResult | PlannedClosing | PlannedSighting,
    was: Vulnerability,
    sighting: Sighting,
    *,
    is_gone: bool,
) -> Vulnerability | None:
    """Return what ``each`` makes of ``was``; ``None`` if nothing.

    A person may have merged it, or told it from the other, since that was planned: what counts
    is what it is now.  ``is_gone`` is as ``seen_again`` takes it.
    """
    detection = None if isinstance(each, PlannedClosing) else each.detection
    snippet = each.snippet or None if isinstance(each, PlannedResult) else was.state.snippet
    if isinstance(each, PlannedResult) and each.absorbed_id is not None:
        # It is seen as the other, and is still where its own tool saw it last.
        detection, snippet = was.detection, was.state.snippet
    elif was.merged_into is not None:
        return remembered(was, detection, sighting)
    if detection is None:
        return seen_no_more(was, sighting)
    return seen_again(was, detection, snippet, sighting, is_removed=is_gone)
