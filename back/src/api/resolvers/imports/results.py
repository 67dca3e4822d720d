"""The results of an import and what it closed: read from its plan, in parts."""

import re
from dataclasses import dataclass
from typing import Final, TypeVar

from ariadne import ObjectType

from api.context import Info
from api.preload import are_seen
from api.resolvers.connections import Connection, connection
from api.resolvers.imports.schema import IMPORT
from db_model.errors import InvalidCursor
from db_model.imports.types import Import, RollbackConflict
from db_model.paging import Slice
from db_model.types import VulnerabilityId
from db_model.vulnerabilities.get import vulnerabilities
from db_model.vulnerabilities.types import Vulnerability, VulnerabilityStatus
from imports import plan
from imports.types import PlannedClosing, PlannedResult

MOST: Final = 500
_PLACE: Final = re.compile(r"[1-9][0-9]{0,8}")  # more digits than any report has results

T = TypeVar("T")

IMPORT_RESULT = ObjectType("ImportResult")
IMPORT_CLOSING = ObjectType("ImportClosing")


@dataclass(frozen=True, slots=True)
class _Part:
    start: int
    stop: int
    total: int


@IMPORT.field("results")
async def results(
    import_: Import, info: Info, *, first: int = 100, after: str | None = None
) -> Connection[PlannedResult]:
    part = _part(import_.plan.results if import_.plan else 0, first, after)
    found = await plan.read(
        info.context.blobs, import_.id, PlannedResult, start=part.start, stop=part.stop
    )
    return connection(_page(found, part), total=part.total)


@IMPORT.field("closed")
async def closed(
    import_: Import, info: Info, *, first: int = 100, after: str | None = None
) -> Connection[PlannedClosing]:
    part = _part(import_.plan.closings if import_.plan else 0, first, after)
    found = await plan.read(
        info.context.blobs, import_.id, PlannedClosing, start=part.start, stop=part.stop
    )
    return connection(_page(found, part), total=part.total)


@IMPORT_RESULT.field("vulnerability")
@IMPORT_CLOSING.field("vulnerability")
async def vulnerability(
    entry: PlannedResult | PlannedClosing | RollbackConflict, info: Info
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


def _part(total: int, first: int, after: str | None) -> _Part:
    start = 0
    if after:
        if _PLACE.fullmatch(after) is None or int(after) > total:
            raise InvalidCursor
        start = int(after)
    return _Part(start, min(start + min(first, MOST), total), total)


def _page(found: tuple[T, ...], part: _Part) -> Slice[T]:
    def cursor(index: int) -> str:
        return str(part.start + index + 1)

    end = str(part.stop) if found else ""
    return Slice(found, end, part.stop < part.total, cursor)
