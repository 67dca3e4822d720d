"""Vulnerabilities found by what they are like: a search for their ids, then a get."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from db_model.findings.types import Source
from db_model.found import Asked, Found, Groups, Reach, found, in_groups, is_in
from db_model.types import FindingId, GroupName, VulnerabilityId
from db_model.vulnerabilities import keys
from db_model.vulnerabilities.get import vulnerabilities
from db_model.vulnerabilities.search import SCHEMA
from db_model.vulnerabilities.types import (
    TreatmentStatus,
    Vulnerability,
    VulnerabilityStatus,
    VulnerabilityType,
    ZeroRiskStatus,
)
from kit.time import milliseconds
from search.types import (
    And,
    FacetQuery,
    Not,
    Or,
    Prefix,
    Range,
    SearchIndex,
    Term,
    Text,
    Where,
)
from store.types import Database

_PAGE: Final = 1000  # the most values that one search counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What vulnerabilities are like; what is ``None`` or empty does not matter.

    ``place`` is words of it, ``text`` of it or of its finding's title or root's nickname.  ``root``
    is a nickname, one followed by the beginning of a path, or the beginning of a place in any
    root.  Severities are temporal scores, both included.  ``drafts`` asks for those that were
    submitted or rejected, in place of those released; a ``zero_risk`` that is requested, for
    those of which that is claimed: they are else left out, as the confirmed always are.
    """

    drafts: bool = False
    finding_id: FindingId | None = None
    max_severity: float | None = None
    min_severity: float | None = None
    place: str = ""
    root: str = ""
    status: VulnerabilityStatus | None = None
    text: str = ""
    treatment: TreatmentStatus | None = None
    type: VulnerabilityType | None = None
    zero_risk: ZeroRiskStatus | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftFilters:
    """What drafts are like, as ``Filters`` says; ``title`` is words of that of the finding.

    ``since`` and ``until`` bound when it was made, both included; ``by_machine`` tells those of
    scanners from those of people.
    """

    by_machine: bool | None = None
    hacker: str = ""
    max_severity: float | None = None
    min_severity: float | None = None
    since: datetime | None = None
    status: VulnerabilityStatus | None = None
    title: str = ""
    until: datetime | None = None


async def released(
    db: Database, search: SearchIndex, reach: Reach, asked: Asked
) -> Found[Vulnerability]:
    """Return a page of the released vulnerabilities of the groups of ``reach``, as ``found`` does.

    What is not released or in the groups any more is left out.

    Raises:
        ScopeTooWide: there are too many groups.
    """
    page = await _found(db, search, released_in(reach.groups), asked)
    return page.only(
        lambda each: keys.visibility(each) == keys.LIVE and is_in(each.group_name, reach.groups)
    )


def released_in(groups: Groups) -> Where:
    """Return the scope of the released vulnerabilities of ``groups``.

    Raises:
        ScopeTooWide: there are too many groups.
    """
    return And((Term("visibility", keys.LIVE), in_groups(groups)))


async def drafts(
    db: Database, search: SearchIndex, reach: Reach, asked: Asked
) -> Found[Vulnerability]:
    """Return a page of those submitted or rejected where ``reach`` has drafts, as ``released``."""
    scope = And((Term("visibility", keys.DRAFT), in_groups(reach.drafts)))
    page = await _found(db, search, scope, asked)
    return page.only(
        lambda each: keys.visibility(each) == keys.DRAFT and is_in(each.group_name, reach.drafts)
    )


def of_drafts(filters: DraftFilters) -> Where:
    """Return the condition that ``filters`` stand for."""
    return And(tuple(_draft_conditions(filters)))


async def found_in_group(
    db: Database, search: SearchIndex, group: GroupName, filters: Filters, asked: Asked
) -> Found[Vulnerability]:
    """Return a page of a group's vulnerabilities that ``filters`` and ``asked`` want, as ``found``.

    What is not in the group any more, or seen by others now, is left out.
    """
    both = replace(asked, where=And((*_conditions(filters), asked.where)))
    page = await _found(db, search, Term("group_name", group), both)
    return page.only(lambda each: each.group_name == group and _is_shown(each, filters))


async def findings_with(
    search: SearchIndex, group: GroupName, filters: Filters
) -> frozenset[FindingId]:
    """Return the findings of a group that have such vulnerabilities, up to a thousand: a search.

    Raises:
        SearchUnavailable: the search engine does not answer.
    """
    query = FacetQuery(
        index=SCHEMA.name,
        scope=Term("group_name", group),
        where=And(tuple(_conditions(filters))),
        fields=("finding_id",),
        limit=_PAGE,
    )
    [counted] = await search.facets(query)
    return frozenset(FindingId(str(facet.value)) for facet in counted)


async def _found(
    db: Database, search: SearchIndex, scope: Where, asked: Asked
) -> Found[Vulnerability]:
    async def load(ids: Sequence[str]) -> Sequence[Vulnerability | None]:
        return await vulnerabilities(db, [VulnerabilityId(id_) for id_ in ids])

    return await found(search, SCHEMA.name, scope=scope, asked=asked, load=load)


def _is_shown(vulnerability: Vulnerability, filters: Filters) -> bool:
    """Tell whether it is still of the kind that was asked for, as its own lists show it."""
    return keys.visibility(vulnerability) == _visibility(filters) and filters.finding_id in (
        None,
        vulnerability.finding_id,
    )


def _visibility(filters: Filters) -> str:
    if filters.drafts:
        return keys.DRAFT
    return keys.ZERO if filters.zero_risk is ZeroRiskStatus.REQUESTED else keys.LIVE


def _conditions(filters: Filters) -> Iterator[Where]:
    yield Term("visibility", _visibility(filters))
    exact = {
        "finding_id": filters.finding_id,
        "status": filters.status,
        "treatment": filters.treatment,
        "type": filters.type,
        "zero_risk": filters.zero_risk,
    }
    yield from (Term(field, str(value)) for field, value in exact.items() if value is not None)
    yield from _between("severity", filters.min_severity, filters.max_severity)
    if filters.place:
        yield Text(filters.place, ("where",))
    if filters.text:
        yield Text(filters.text)
    if filters.root:
        yield _of_root(filters.root)


def _draft_conditions(filters: DraftFilters) -> Iterator[Where]:
    if filters.by_machine is not None:
        machine = Term("source", Source.MACHINE)
        yield machine if filters.by_machine else Not(machine)
    if filters.hacker:
        yield Term("hacker", filters.hacker)
    if filters.status is not None:
        yield Term("status", filters.status)
    if filters.title:
        yield Text(filters.title, ("finding_title",))
    since, until = (milliseconds(at) if at else None for at in (filters.since, filters.until))
    yield from _between("created_at", since, until)
    yield from _between("severity", filters.min_severity, filters.max_severity)


def _between(field: str, least: float | None, most: float | None) -> Iterator[Where]:
    if least is not None or most is not None:
        yield Range(field, gte=least, lte=most)


def _of_root(text: str) -> Where:
    nickname, slash, path = text.partition("/")
    choices: list[Where] = [Term("root_nickname", text), Prefix("where", text)]
    if slash:
        choices.append(And((Term("root_nickname", nickname), Prefix("where", path))))
    return Or(tuple(choices))
