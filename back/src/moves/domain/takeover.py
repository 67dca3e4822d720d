"""Taking over: what is written for some vulnerabilities of a root that is moved, in one commit.

A vulnerability's copy, its end where it was and the figures of both findings go together, so
that it is counted once at any moment.  Copies have the ids that follow from those of what they
are copies of: what is taken over already is known by them.
"""

from asyncio import gather
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from db_model.findings.types import Figures
from db_model.findings.update import counted
from db_model.types import FindingId, VulnerabilityId
from db_model.vulnerabilities.add import state_entry
from db_model.vulnerabilities.copy import copied, entries, missing, unchanged
from db_model.vulnerabilities.get import vulnerabilities
from db_model.vulnerabilities.types import Vulnerability
from db_model.vulnerabilities.update import updated
from moves.domain.homes import Home, homes
from moves.rules import Course, Parting, copy_id, is_live, is_taken, parted
from store.types import Absent, Database, Put, Write
from vulnerabilities.rules import figures_sum, removed_with

ROOM: Final = 95  # writes of a commit: the root, the group, the fence and the origin take the rest


@dataclass(frozen=True, slots=True, kw_only=True)
class Takeover:
    """The writes for the first ``count`` of what was asked for.

    ``ahead`` is what must be written before, where a commit has no room for the first of them.
    """

    count: int
    writes: tuple[Write, ...]
    ahead: tuple[Put, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    parting: Parting
    writes: tuple[Write, ...]
    history: tuple[Put, ...] = ()


async def taken_over(
    db: Database, ids: Sequence[VulnerabilityId], course: Course, *, copies: bool
) -> Takeover:
    """Return what takes over as many of ``ids`` as go into a commit, in order.

    Without ``copies``, as the new group is no more, what is open or a draft only ends.
    """
    found = await vulnerabilities(db, ids)
    stored = await vulnerabilities(db, [copy_id(id_, course.to.root_id) for id_ in ids])
    going = [
        was if was is not None and copy is None and is_taken(was) else None
        for was, copy in zip(found, stored, strict=True)
    ]
    of = dict.fromkeys(was.finding_id for was in going if was is not None and copies)
    known = await homes(db, tuple(of), course)
    parts = await gather(*(_part(db, was, known, course) for was in going))
    return _fitting(parts, known)


async def _part(
    db: Database, was: Vulnerability | None, known: Mapping[FindingId, Home], course: Course
) -> _Part | None:
    if was is None:
        return None
    home = known.get(was.finding_id)
    # The job that removes what its finding had may not have come to it yet.
    is_removed = home is not None and not is_live(home.was)
    gone = removed_with(was, home.was.state) if home and is_removed else None
    parting = parted(was, home.finding if home else None, course, gone=gone)
    ends = updated(was, parting.now) if parting.now != was else ()
    if parting.copy is None:
        return _Part(parting=parting, writes=ends)
    last = () if gone is None else (Put(state_entry(parting.copy), Absent()),)
    return _Part(
        parting=parting,
        writes=(*(ends or (unchanged(was),)), copied(parting.copy), *last),
        history=await missing(db, await entries(db, was.id), parting.copy.id),
    )


def _fitting(parts: Sequence[_Part | None], known: Mapping[FindingId, Home]) -> Takeover:
    chosen: list[_Part] = []
    writes: tuple[Write, ...] = ()
    for count, part in enumerate(parts):
        if part is None:
            continue
        more = _writes([*chosen, part], known)
        if len(more) > ROOM and chosen:
            return Takeover(count=count, writes=writes)
        if len(more) > ROOM:
            return Takeover(count=count, writes=(), ahead=part.history[:ROOM])
        chosen.append(part)
        writes = more
    return Takeover(count=len(parts), writes=writes)


def _writes(parts: Sequence[_Part], known: Mapping[FindingId, Home]) -> tuple[Write, ...]:
    writes: list[Write] = []
    changes: dict[FindingId, list[Figures]] = {}
    for id_ in dict.fromkeys(part.parting.was.finding_id for part in parts):
        writes.extend(known[id_].writes if id_ in known else ())
    for part in parts:
        writes.extend((*part.writes, *part.history))
        for id_, change in part.parting.figures:
            changes.setdefault(id_, []).append(change)
    for id_, each in changes.items():
        writes.extend(counted(id_, figures_sum(tuple(each))))
    return tuple(writes)
