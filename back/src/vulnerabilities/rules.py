"""How a vulnerability goes from state to state, and what that does to figures; pure."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from db_model.findings.types import Figures
from db_model.vulnerabilities.types import (
    Detection,
    Reason,
    Vulnerability,
    VulnerabilityState,
    VulnerabilityStatus,
)
from kit.time import milliseconds
from store.versions import next_version
from vulnerabilities.types import Sighting

_COUNTED: Final[Mapping[VulnerabilityStatus, Figures]] = MappingProxyType(
    {
        VulnerabilityStatus.VULNERABLE: Figures(open=1),
        VulnerabilityStatus.SAFE: Figures(closed=1),
        VulnerabilityStatus.SUBMITTED: Figures(submitted=1),
        VulnerabilityStatus.REJECTED: Figures(rejected=1),
    }
)
_NOTHING: Final = Figures()
_LEFT_ALONE: Final = frozenset(
    {
        VulnerabilityStatus.DELETED,
        VulnerabilityStatus.MASKED,
        VulnerabilityStatus.REJECTED,
    }
)


def place_of(detection: Detection) -> tuple[str, str]:
    """Return what ``where`` and ``specific`` say of the place that a tool saw."""
    region = detection.region
    return detection.path, str(region.start_line if region else 0)


def seen_again(
    was: Vulnerability, detection: Detection, snippet: str | None, sighting: Sighting
) -> Vulnerability | None:
    """Return ``was`` as its tool sees it now: moved, changed or back; ``None`` if all is as it was.

    What is closed opens with its history; what a person removed or refused stays so, and only
    where its tool sees it is remembered, so that it is known the next time as well.
    """
    back = was.state.status is VulnerabilityStatus.SAFE
    if not back and was.detection == detection:
        return None
    version = next_version(was.version, milliseconds(sighting.at))
    if was.state.status in _LEFT_ALONE:
        return replace(was, detection=detection, version=version)
    return replace(
        was,
        state=_seen_state(was.state, detection, snippet, sighting),
        detection=detection,
        closed_at=None if back else was.closed_at,
        version=version,
    )


def _seen_state(
    was: VulnerabilityState, detection: Detection, snippet: str | None, sighting: Sighting
) -> VulnerabilityState:
    where, specific = place_of(detection)
    back = was.status is VulnerabilityStatus.SAFE
    state = replace(was, where=where, specific=specific, snippet=snippet)
    if not back and state == was:
        return was
    return replace(
        state,
        status=VulnerabilityStatus.VULNERABLE if back else was.status,
        reasons=(Reason.REPORTED_AGAIN,) if back else (),
        commit=sighting.commit or was.commit,
        import_id=sighting.import_id,
        modified_by=sighting.by,
        modified_at=sighting.at,
    )


def seen_no_more(was: Vulnerability, sighting: Sighting) -> Vulnerability | None:
    """Return ``was`` closed, since its tool looked and did not see it; ``None`` unless open."""
    if was.state.status is not VulnerabilityStatus.VULNERABLE:
        return None
    state = replace(
        was.state,
        status=VulnerabilityStatus.SAFE,
        reasons=(Reason.NOT_REPORTED,),
        import_id=sighting.import_id,
        modified_by=sighting.by,
        modified_at=sighting.at,
    )
    return replace(
        was,
        state=state,
        closed_at=sighting.at,
        version=next_version(was.version, milliseconds(sighting.at)),
    )


def figures_change(was: VulnerabilityState | None, now: VulnerabilityState) -> Figures:
    """Return what the step from ``was`` to ``now`` adds to the figures of the finding."""
    after = _COUNTED.get(now.status, _NOTHING)
    before = _NOTHING if was is None else _COUNTED.get(was.status, _NOTHING)
    return Figures(
        open=after.open - before.open,
        closed=after.closed - before.closed,
        submitted=after.submitted - before.submitted,
        rejected=after.rejected - before.rejected,
    )


def figures_sum(changes: tuple[Figures, ...]) -> Figures:
    """Return what ``changes`` add up to."""
    return Figures(
        open=sum(change.open for change in changes),
        closed=sum(change.closed for change in changes),
        submitted=sum(change.submitted for change in changes),
        rejected=sum(change.rejected for change in changes),
    )
