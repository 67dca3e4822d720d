"""Vulnerabilities of all that the caller may see: one search, and a get of what was found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from ariadne import ObjectType

from api.context import Context, Info
from api.filters.where import sort_from, where_from
from api.preload import are_seen
from api.resolvers.connections import Edge, PageInfo
from api.resolvers.query.schema import QUERY
from authz.policy import Action
from db_model.groups.get import groups
from db_model.groups.types import GroupStatus
from db_model.types import GroupName
from db_model.vulnerabilities.find import (
    NEWEST_FIRST,
    Found,
    Part,
    Question,
    facets,
    found,
    is_released,
    released_in,
)
from db_model.vulnerabilities.search import SCHEMA
from db_model.vulnerabilities.types import Vulnerability

_USUAL: Final = 50
PAGE: Final = ObjectType("VulnerabilityPage")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """``asked`` is what facets are counted of; ``as_of`` is in milliseconds."""

    as_of: int
    asked: Question
    edges: tuple[Edge[Vulnerability], ...]
    page_info: PageInfo
    total_count: Mapping[str, object]


@QUERY.field("vulnerabilities")
async def resolve(
    _: None,
    info: Info,
    *,
    consistency: str = "EVENTUAL",
    first: int | None = None,
    **asked: Any,
) -> Page:
    context = info.context
    question = Question(
        scope=released_in(_readable(context)),
        where=where_from(asked.get("where"), SCHEMA),
        sort=sort_from(asked.get("order_by")) or NEWEST_FIRST,
        part=Part(first=first or _USUAL, after=asked.get("after")),
    )
    as_of = await context.as_of(consistency == "STRONG")
    page = await found(context.db, context.search, question)
    kept = await _seen(context, page)
    return Page(
        as_of=as_of,
        asked=question,
        edges=tuple(
            Edge(node, partial(str, cursor))
            for node, cursor in zip(kept.nodes, kept.cursors, strict=True)
        ),
        page_info=PageInfo(page.more, page.end),
        total_count={
            "relation": "EQUAL" if page.exact else "AT_LEAST",
            "value": page.total,
        },
    )


@PAGE.field("facets")
async def resolve_facets(
    page: Page, info: Info, *, fields: Sequence[str], limit: int | None = None
) -> list[dict[str, object]]:
    names = [field.lower() for field in fields]
    counted = await facets(info.context.search, page.asked, names, limit or 10)
    return [
        {
            "field": field,
            "values": [{"value": str(each.value), "count": each.count} for each in values],
        }
        for field, values in zip(fields, counted, strict=True)
    ]


def _readable(context: Context) -> frozenset[GroupName] | None:
    """Return the groups of which the caller may read vulnerabilities; ``None`` for all."""
    caller = context.caller
    if caller.is_admin:
        return None
    return frozenset(
        name
        for name, access in caller.groups.items()
        if access.has_access and Action.READ_GROUP in caller.group_actions(name)
    )


async def _seen(context: Context, page: Found[Vulnerability]) -> Found[Vulnerability]:
    """Leave out what the caller may not see any more, as the store has it now."""
    names = list({each.group_name for each in page.nodes})
    stored = zip(names, await groups(context.db, names), strict=True)
    active = {name for name, of in stored if of and of.state.status is GroupStatus.ACTIVE}
    readable = _readable(context)
    verdicts = await are_seen(context, page.nodes) if page.nodes else ()
    seen = {each.id for each, verdict in zip(page.nodes, verdicts, strict=True) if verdict}
    return page.only(
        lambda each: (
            each.id in seen
            and is_released(each)
            and each.group_name in active
            and (readable is None or each.group_name in readable)
        )
    )
