"""Vulnerabilities found by what they are like: a search for their ids, then a get."""

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Final, Generic, TypeVar

from db_model.errors import FilterRefused, InvalidCursor
from db_model.paging import Judge, Slice
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
from search.errors import CursorError, FieldMisused, LimitError
from search.types import (
    And,
    Facet,
    FacetQuery,
    Hits,
    Or,
    Order,
    Prefix,
    Range,
    SearchIndex,
    SearchQuery,
    Term,
    Terms,
    Text,
    Where,
)
from store.types import Database

T = TypeVar("T")

_PAGE: Final = 1000  # the most that one search returns
# Their ids decide among equals, in the same direction.
NEWEST_FIRST: Final = (Order("created_at", descending=True),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found(Generic[T]):
    """What was found, a cursor after each; ``more`` follows.

    ``total`` is of all pages, and ``exact`` unless there are more than are counted.
    """

    nodes: tuple[T, ...]
    cursors: tuple[str, ...]
    end: str
    more: bool
    total: int
    exact: bool

    def only(self, holds: Callable[[T], bool]) -> "Found[T]":
        """Return the page without what ``holds`` is false for."""
        kept = [pair for pair in zip(self.nodes, self.cursors, strict=True) if holds(pair[0])]
        nodes, cursors = tuple(node for node, _ in kept), tuple(cursor for _, cursor in kept)
        return replace(self, nodes=nodes, cursors=cursors)

    async def seen(self, judge: Judge[T]) -> Slice[T]:
        """Return the page of what ``judge`` says is to be seen; it may be short of others."""
        verdicts = await judge(self.nodes) if self.nodes else ()
        kept = [
            (node, cursor)
            for node, cursor, is_seen in zip(self.nodes, self.cursors, verdicts, strict=True)
            if is_seen
        ]
        return Slice(
            nodes=tuple(node for node, _ in kept),
            end=self.end,
            more=self.more,
            cursor=lambda at: kept[at][1],
        )


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
class Part:
    """Which part of what is found: at most ``first`` after the cursor ``after``."""

    first: int
    after: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked of all that is in ``scope``, which is what the asker may see."""

    scope: Where
    where: Where
    part: Part
    sort: tuple[Order, ...] = NEWEST_FIRST


async def found(db: Database, index: SearchIndex, asked: Question) -> Found[Vulnerability]:
    """Return a page of the vulnerabilities that are asked for: a search and a get a thousand.

    What is not stored any more is left out of the page; whether the rest is still what was asked
    for, and may be seen, is the caller's to look at.

    Raises:
        FilterRefused: ``where`` or ``sort`` asks for too much.
        InvalidCursor: ``after`` is damaged, or belongs to another list.
        SearchUnavailable: the search engine does not answer.
    """
    ids: list[VulnerabilityId] = []
    cursors: list[str] = []
    hits: Hits | None = None
    while hits is None or (hits.next is not None and len(ids) < asked.part.first):
        query = SearchQuery(
            index=SCHEMA.name,
            scope=asked.scope,
            where=asked.where,
            sort=asked.sort,
            limit=min(asked.part.first - len(ids), _PAGE),
            after=hits.next if hits else asked.part.after or None,
        )
        with _refusals():
            hits = await index.search(query)
        ids += map(VulnerabilityId, hits.ids)
        cursors += hits.cursors
    loaded = zip(await vulnerabilities(db, ids), cursors, strict=True)
    there = [(each, cursor) for each, cursor in loaded if each is not None]
    return Found(
        nodes=tuple(each for each, _ in there),
        cursors=tuple(cursor for _, cursor in there),
        end=cursors[-1] if cursors else "",
        more=hits.next is not None,
        total=hits.total,
        exact=hits.total_exact,
    )


def is_released(vulnerability: Vulnerability) -> bool:
    """Tell whether those see it who may read a group's vulnerabilities and no more."""
    return keys.visibility(vulnerability) == keys.LIVE


def released_in(groups: Collection[GroupName] | None) -> Where:
    """Return what those see who may read the vulnerabilities of ``groups``; of all, if ``None``."""
    released = Term("visibility", keys.LIVE)
    if groups is None:
        return released
    return And((released, Terms("group_name", tuple(sorted(groups)))))


async def facets(
    index: SearchIndex, asked: Question, fields: Sequence[str], limit: int
) -> tuple[tuple[Facet, ...], ...]:
    """Return the ``limit`` commonest values of each field of all that is asked for: one search.

    Raises:
        FilterRefused: it asks for too much.
        SearchUnavailable: the search engine does not answer.
    """
    query = FacetQuery(
        index=SCHEMA.name, scope=asked.scope, where=asked.where, fields=tuple(fields), limit=limit
    )
    with _refusals():
        return await index.facets(query)


@contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except CursorError as error:
        raise InvalidCursor from error
    except (FieldMisused, LimitError) as error:
        raise FilterRefused(str(error)) from error


async def found_in_group(
    db: Database, index: SearchIndex, group: GroupName, filters: Filters, part: Part
) -> Found[Vulnerability]:
    """Return a page of a group's vulnerabilities, the newest first, as ``found`` does.

    What is not in the group any more, or seen by others now, is left out.
    """
    scope, where = Term("group_name", group), And(tuple(_conditions(filters)))
    page = await found(db, index, Question(scope=scope, where=where, part=part))
    return page.only(lambda each: each.group_name == group and _is_shown(each, filters))


async def findings_with(
    index: SearchIndex, group: GroupName, filters: Filters
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
    [found] = await index.facets(query)
    return frozenset(FindingId(str(facet.value)) for facet in found)


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
    if filters.min_severity is not None or filters.max_severity is not None:
        yield Range("severity", gte=filters.min_severity, lte=filters.max_severity)
    if filters.place:
        yield Text(filters.place, ("where",))
    if filters.text:
        yield Text(filters.text)
    if filters.root:
        yield _of_root(filters.root)


def _of_root(text: str) -> Where:
    nickname, slash, path = text.partition("/")
    choices: list[Where] = [Term("root_nickname", text), Prefix("where", text)]
    if slash:
        choices.append(And((Term("root_nickname", nickname), Prefix("where", path))))
    return Or(tuple(choices))
