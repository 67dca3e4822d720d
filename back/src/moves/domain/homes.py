"""The findings of the new group that stand for those of the old one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from db_model.findings.add import added
from db_model.findings.get import finding as stored_finding
from db_model.findings.get import findings, ids_by_rule, of_group
from db_model.findings.types import Finding
from db_model.findings.update import unchanged
from db_model.roots.types import Move
from db_model.types import FindingId
from moves.errors import FindingLost
from moves.rules import Course, alike, home_from, home_id, is_live
from store.types import Database, Write


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """A finding of the new group for ``was`` of the old one.

    ``writes`` make it, or hold it as it is.
    """

    was: Finding
    finding: Finding
    writes: tuple[Write, ...]


async def homes(db: Database, ids: Sequence[FindingId], course: Course) -> Mapping[FindingId, Home]:
    """Return the home of each finding of ``ids``.

    It is what stands for the same rule, or says the same; else it is made.  What was removed has
    one that is removed as well: nobody sees it, and it keeps what reports are matched with.

    Raises:
        FindingLost: one of them is not stored.
    """
    found: dict[FindingId, Home] = {}
    for id_, was in zip(ids, await findings(db, ids), strict=True):
        if was is None:
            raise FindingLost(id_)
        found[id_] = await _home(db, was, course)
    return found


async def _home(db: Database, was: Finding, course: Course) -> Home:
    id_, own = await _own(db, was, course.to)
    if own is not None:
        return Home(was=was, finding=own, writes=(unchanged(own),))
    known, by_rule = await _known(db, was, course.to) if is_live(was) else (None, False)
    if known is not None:
        return Home(was=was, finding=known, writes=(unchanged(known),))
    made = home_from(was, course.to.group_name, id_=id_, by_rule=by_rule, at=course.at)
    return Home(was=was, finding=made, writes=added(made))


async def _own(db: Database, was: Finding, to: Move) -> tuple[FindingId, Finding | None]:
    """Return what was made for ``was`` before, or else the id to make it with.

    What people have removed meanwhile takes nothing more.
    """
    generation = 0
    while True:
        id_ = home_id(was, to.root_id, generation)
        own = await stored_finding(db, id_)
        if own is None or is_live(own) == is_live(was):
            return id_, own
        generation += 1


async def _known(db: Database, was: Finding, to: Move) -> tuple[Finding | None, bool]:
    """Return the live finding that stands for ``was``, and whether its rule is free."""
    ruled = None
    if was.detected_by is not None:
        (ruled,) = await ids_by_rule(db, to.group_name, [was.detected_by])
    known = None if ruled is None else await stored_finding(db, ruled)
    if known is not None and is_live(known):
        return known, False
    return alike(was, await of_group(db, to.group_name)), ruled is None
