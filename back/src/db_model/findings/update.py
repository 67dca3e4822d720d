"""Writes that change a finding, and its figures."""

from db_model.codec import item_of
from db_model.findings import keys
from db_model.findings.add import state_entry
from db_model.findings.types import Figures, Finding
from db_model.keys import history
from db_model.types import FindingId
from store.types import Absent, Add, AtVersion, Check, Database, Put


def updated(was: Finding, now: Finding) -> tuple[Put, ...]:
    """Return the writes that make ``was`` into ``now``, with its history: who, and what it was.

    ``now`` has a larger version and state; the commit is refused if ``was`` was changed meanwhile.
    """
    before = item_of(
        was,
        key=history(keys.main(was.id).pk, "finding", was.version),
        kind="finding-entry",
        version=was.version,
    )
    return (
        Put(keys.item(now), AtVersion(was.version)),
        Put(state_entry(now), Absent()),
        Put(before, Absent()),
    )


def unchanged(finding: Finding) -> Check:
    """Return what lets a commit through only while ``finding`` is as it was read."""
    return Check(keys.main(finding.id), AtVersion(finding.version))


def counted(id_: FindingId, change: Figures) -> tuple[Add, ...]:
    """Return the write that adds ``change`` to the figures; none where nothing changes."""
    deltas = tuple(
        (name, delta)
        for name, delta in (
            ("open", change.open),
            ("closed", change.closed),
            ("submitted", change.submitted),
            ("rejected", change.rejected),
        )
        if delta
    )
    return (Add(keys.figures(id_), keys.FIGURES_KIND, deltas),) if deltas else ()


async def nothing_counted(db: Database, id_: FindingId) -> Check | None:
    """Return what lets a commit through only while nothing is counted in a finding: a strong get.

    ``None`` where something is.
    """
    key = keys.figures(id_)
    (item,) = await db.get([key], strong=True)
    if item is None:
        return Check(key, Absent())
    if any(count for _, count in item.counters):
        return None
    return Check(key, AtVersion(item.version))
