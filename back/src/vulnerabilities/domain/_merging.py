"""Use cases of people who say that two vulnerabilities are one, or are not; one commit each."""

from collections.abc import Sequence
from datetime import datetime
from typing import TypeAlias

from authz.access import origin
from authz.errors import ActionDenied, VulnerabilityNotFound
from authz.grants import VulnerabilityGrant, on_vulnerability, require
from authz.policy import Action
from db_model.commit import attempted, commit
from db_model.findings.types import Figures
from db_model.findings.update import counted, unchanged
from db_model.types import FindingId, VulnerabilityId
from db_model.vulnerabilities.get import states, vulnerabilities, vulnerability
from db_model.vulnerabilities.types import Vulnerability
from db_model.vulnerabilities.update import updated
from findings.domain import standing_finding
from store.types import Database, Write
from vulnerabilities.errors import NotMerged
from vulnerabilities.rules import GONE, figures_change, figures_sum, merged, unmerged
from vulnerabilities.types import Change

_Step: TypeAlias = tuple[Vulnerability, Vulnerability]  # was, now


async def merge_vulnerabilities(
    db: Database, grant: VulnerabilityGrant, absorb: VulnerabilityId, *, at: datetime
) -> Vulnerability:
    """Merge ``absorb`` into the granted vulnerability, and return that.

    Raises:
        VulnerabilityNotFound: the caller may not merge ``absorb``, or there is none.
        ActionDenied: one of them was removed meanwhile.
        AppError: as ``merged`` does.
    """
    require(grant, Action.MERGE_VULNERABILITIES)
    other = await on_vulnerability(db, grant.access, Action.MERGE_VULNERABILITIES, id_=absorb)
    change = Change(by=grant.access.stakeholder.email, at=at)

    async def attempt() -> Vulnerability:
        keep, absorbed = await vulnerabilities(db, [grant.on.id, other.on.id])
        if keep is None or absorbed is None or {keep.state.status, absorbed.state.status} & GONE:
            raise ActionDenied
        kept, gone = merged(keep, absorbed, change)
        writes = await _writes(db, ((keep, kept), (absorbed, gone)))
        await commit(db, writes, origin(grant.access, at=at))
        return kept

    return await attempted(attempt)


async def unmerge_vulnerability(
    db: Database, grant: VulnerabilityGrant, absorbed: VulnerabilityId, *, at: datetime
) -> Vulnerability:
    """Tell ``absorbed`` from the granted vulnerability again, and return it.

    Raises:
        NotMerged: it is not merged into it.
        VulnerabilityNotFound: its finding was removed.
        ActionDenied: the granted one was removed meanwhile.
    """
    require(grant, Action.MERGE_VULNERABILITIES)
    change = Change(by=grant.access.stakeholder.email, at=at)

    async def attempt() -> Vulnerability:
        keep = await vulnerability(db, grant.on.id)
        if keep is None or keep.state.status in GONE:
            raise ActionDenied
        if absorbed not in keep.absorbed:
            raise NotMerged
        found = dict(zip(keep.absorbed, await vulnerabilities(db, keep.absorbed), strict=True))
        others = [each for id_, each in found.items() if each is not None and id_ != absorbed]
        was = found[absorbed]
        history = await states(db, keep.id, strong=True)
        left, back = unmerged(keep, was, change, others=others, history=history)
        assert was is not None, "only what is there was merged"
        try:
            writes = await _writes(db, ((keep, left), (was, back)))
        except ActionDenied as denied:
            raise VulnerabilityNotFound from denied
        await commit(db, writes, origin(grant.access, at=at))
        return back

    return await attempted(attempt)


async def _writes(db: Database, steps: Sequence[_Step]) -> tuple[Write, ...]:
    """Return what is written for ``steps`` and their findings, which are there.

    Raises:
        ActionDenied: a finding was removed.
    """
    writes: list[Write] = [put for was, now in steps for put in updated(was, now)]
    changes: dict[FindingId, list[Figures]] = {}
    for was, now in steps:
        changes.setdefault(now.finding_id, []).append(figures_change(was.state, now.state))
    for id_, parts in changes.items():
        writes.append(unchanged(await standing_finding(db, id_)))
        writes.extend(counted(id_, figures_sum(tuple(parts))))
    return tuple(writes)
