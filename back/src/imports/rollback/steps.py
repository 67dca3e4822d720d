"""Undoing some of what an import did: what is there now is read, and what to write is told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from db_model.findings.get import findings
from db_model.findings.types import Figures, Finding
from db_model.findings.update import counted
from db_model.findings.update import unchanged as finding_unchanged
from db_model.imports.conflicts import conflict_listed
from db_model.imports.types import Import, RollbackConflict
from db_model.types import FindingId
from db_model.vulnerabilities.get import vulnerabilities
from db_model.vulnerabilities.types import Vulnerability
from db_model.vulnerabilities.update import updated
from imports.before import Image
from imports.rollback.effects import Effect, vulnerability_of
from imports.rollback.rules import Left, Undone, changed_undone, homeless, made_undone, opens
from imports.rules import is_there
from store.types import Database, Write
from vulnerabilities.rules import figures_change, figures_sum
from vulnerabilities.types import Sighting


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What becomes of what ``now`` is there; nothing where the import made nothing in the end.

    ``home`` is the finding in which it is opened.
    """

    now: Vulnerability | None
    undone: Undone | None
    home: Finding | None = None


async def undoing(db: Database, batch: tuple[Effect, ...], by: Sighting) -> tuple[Step, ...]:
    """Return what becomes of what each of ``batch`` did; ``by`` tells of who undoes what."""
    known = await vulnerabilities(db, [vulnerability_of(effect) for effect in batch])
    homes = await _homes(db, batch, known)
    taken: list[Step] = []
    for effect, now in zip(batch, known, strict=True):
        if now is None:
            taken.append(Step(now=None, undone=None))
        elif not isinstance(effect, Image):
            taken.append(Step(now=now, undone=made_undone(now, by)))
        elif not opens(now, effect):
            taken.append(Step(now=now, undone=changed_undone(now, effect, by)))
        else:
            home = homes.get(now.finding_id)
            undone = homeless() if home is None else changed_undone(now, effect, by)
            taken.append(Step(now=now, undone=undone, home=home))
    return tuple(taken)


async def _homes(
    db: Database, batch: tuple[Effect, ...], known: Sequence[Vulnerability | None]
) -> Mapping[FindingId, Finding]:
    """Return the findings in which something would be opened, without those that are removed."""
    ids = dict.fromkeys(
        now.finding_id
        for effect, now in zip(batch, known, strict=True)
        if now is not None and isinstance(effect, Image) and opens(now, effect)
    )
    found = await findings(db, tuple(ids)) if ids else ()
    return {finding.id: finding for finding in found if finding is not None and is_there(finding)}


def undoing_writes(now: Import, taken: Sequence[Step]) -> tuple[Write, ...]:
    """Return the writes of ``taken``; what is left as it is, is listed by the import ``now``."""
    homes = {step.home.id: step.home for step in taken if step.home is not None}
    writes: list[Write] = [finding_unchanged(home) for home in homes.values()]
    changes: dict[FindingId, list[Figures]] = {}
    for step in taken:
        was, undone = step.now, step.undone
        if was is None or not isinstance(undone, Vulnerability):
            continue
        writes.extend(updated(was, undone))
        change = figures_change(was.state, undone.state)
        changes.setdefault(undone.finding_id, []).append(change)
    for finding_id, parts in changes.items():
        writes.extend(counted(finding_id, figures_sum(tuple(parts))))
    writes.extend(conflict_listed(now, conflict) for conflict in map(_conflict, taken) if conflict)
    return tuple(writes)


def _conflict(step: Step) -> RollbackConflict | None:
    if step.now is None or not isinstance(step.undone, Left):
        return None
    return RollbackConflict(vulnerability_id=step.now.id, explanation=step.undone.explanation)
