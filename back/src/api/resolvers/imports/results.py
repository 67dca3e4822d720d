"""The results of an import, what it closed and what it kept: read from its plan, in parts."""

import re
from dataclasses import dataclass
from typing import Final, TypeVar

from ariadne import ObjectType

from api.context import Info
from api.preload import are_seen
from api.resolvers.connections import Connection, connection, size_of
from api.resolvers.imports.result import IMPORT_RESULT, ToldResult, told
from api.resolvers.imports.schema import IMPORT
from db_model.errors import InvalidCursor
from db_model.imports.types import Import, RollbackConflict
from db_model.paging import Slice
from db_model.types import VulnerabilityId
from db_model.vulnerabilities.get import vulnerabilities
from db_model.vulnerabilities.types import Vulnerability, VulnerabilityStatus
from imports import plan
from imports.comparison import count_of
from imports.types import PlannedClosing, PlannedKept, PlannedResult

USUAL: Final = 100
MOST: Final = 500
_LOOKED_AT: Final = 20 * plan.PART  # results, for a page of those with some outcomes
_PLACE: Final = re.compile(r"[1-9][0-9]{0,8}")  # more digits than any report has results

T = TypeVar("T")

IMPORT_CLOSING = ObjectType("ImportClosing")
IMPORT_KEPT = ObjectType("ImportKept")


@dataclass(frozen=True, slots=True)
class _Part:
    start: int
    stop: int
    total: int


@dataclass(frozen=True, slots=True)
class _Found:
    """``results``, each with its place from 1; ``end`` is the last place that was looked at."""

    results: tuple[tuple[int, PlannedResult], ...]
    end: int


@IMPORT.field("results")
async def results(
    import_: Import,
    info: Info,
    *,
    first: int | None = None,
    after: str | None = None,
    outcomes: list[str] | None = None,
) -> Connection[ToldResult]:
    part = _part(import_.plan.results if import_.plan else 0, first, after)
    total: int | None = part.total
    if outcomes is None:
        found = await _found(import_, info, part)
    else:
        found = await _found_with(import_, info, part, frozenset(outcomes))
        total = count_of(import_, outcomes)
    page = Slice(
        tuple(told(import_, each) for _, each in found.results),
        str(found.end) if found.end > part.start else "",
        found.end < part.total,
        lambda index: str(found.results[index][0]),
    )
    return connection(page, total=total)


@IMPORT.field("closed")
async def closed(
    import_: Import, info: Info, *, first: int | None = None, after: str | None = None
) -> Connection[PlannedClosing]:
    part = _part(import_.plan.closings if import_.plan else 0, first, after)
    found = await plan.read(
        info.context.blobs, import_.id, PlannedClosing, start=part.start, stop=part.stop
    )
    return connection(_page(found, part), total=part.total)


@IMPORT.field("kept")
async def kept(
    import_: Import, info: Info, *, first: int | None = None, after: str | None = None
) -> Connection[PlannedKept]:
    part = _part(import_.plan.kept if import_.plan else 0, first, after)
    found = await plan.read(
        info.context.blobs, import_.id, PlannedKept, start=part.start, stop=part.stop
    )
    return connection(_page(found, part), total=part.total)


@IMPORT_RESULT.field("vulnerability")
@IMPORT_CLOSING.field("vulnerability")
@IMPORT_KEPT.field("vulnerability")
async def vulnerability(
    entry: ToldResult | PlannedClosing | PlannedKept | RollbackConflict, info: Info
) -> Vulnerability | None:
    id_: VulnerabilityId | None = entry.vulnerability_id
    if id_ is None:
        return None
    (found,) = await vulnerabilities(info.context.db, [id_])
    gone = (VulnerabilityStatus.DELETED, VulnerabilityStatus.MASKED)
    if found is None or found.state.status in gone:
        return None
    (is_seen,) = await are_seen(info.context, [found])
    return found if is_seen else None


async def _found(import_: Import, info: Info, part: _Part) -> _Found:
    read = await plan.read(
        info.context.blobs, import_.id, PlannedResult, start=part.start, stop=part.stop
    )
    return _Found(tuple(enumerate(read, part.start + 1)), part.stop)


async def _found_with(import_: Import, info: Info, part: _Part, outcomes: frozenset[str]) -> _Found:
    """Return the results with ``outcomes``: as many as are asked for, if they are near enough."""
    found: list[tuple[int, PlannedResult]] = []
    at, end = part.start, min(part.start + _LOOKED_AT, part.total)
    while at < end and part.start < part.stop:
        stop = min((at // plan.PART + 1) * plan.PART, end)
        read = await plan.read(info.context.blobs, import_.id, PlannedResult, start=at, stop=stop)
        for place, each in enumerate(read, at + 1):
            if each.outcome in outcomes:
                found.append((place, each))
            if len(found) == part.stop - part.start:
                return _Found(tuple(found), place)
        at = stop
    return _Found(tuple(found), at)


def _part(total: int, first: int | None, after: str | None) -> _Part:
    start = 0
    if after:
        if _PLACE.fullmatch(after) is None or int(after) > total:
            raise InvalidCursor
        start = int(after)
    return _Part(start, min(start + size_of(first, usual=USUAL, most=MOST), total), total)


def _page(found: tuple[T, ...], part: _Part) -> Slice[T]:
    def cursor(index: int) -> str:
        return str(part.start + index + 1)

    end = str(part.stop) if found else ""
    return Slice(found, end, part.stop < part.total, cursor)
