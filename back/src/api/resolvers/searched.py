"""Lists over many groups: one search, and gets of what was found, whatever it is that is listed."""

from asyncio import gather
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, Generic, Protocol, TypeVar

from ariadne import ObjectType

from api.context import Context, Info
from api.filters.asked import USUAL_LIMIT, Facets, facets_below, is_strong
from api.resolvers.connections import Edge, PageInfo
from authz.access import Access
from db_model.found import Asked, Found, Reach
from db_model.groups.get import groups
from db_model.groups.types import GroupStatus
from db_model.types import GroupName

USUAL: Final = 50  # elements of a page


class InGroup(Protocol):
    """What belongs to a group."""

    @property
    def group_name(self) -> GroupName: ...


T = TypeVar("T", bound=InGroup)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed(Generic[T]):
    """What is listed: what its arguments ask for, where a caller may look, how it is found.

    ``judge`` loads what will be asked of the elements of a page, and says what is to be seen.
    """

    asked: Callable[[Mapping[str, Any], Facets], Asked]
    reach: Callable[[Access], Reach]
    find: Callable[[Context, Reach, Asked], Awaitable[Found[T]]]
    judge: Callable[[Context, Sequence[T]], Awaitable[Sequence[bool]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[T]):
    """``as_of`` is in milliseconds; ``facets`` are values by field, as clients read them."""

    as_of: int
    edges: tuple[Edge[T], ...]
    facets: Mapping[str, Sequence[Mapping[str, object]]]
    page_info: PageInfo
    total_count: Mapping[str, object]


async def page_of(
    info: Info,
    listed: Listed[T],
    arguments: Mapping[str, Any],
    *,
    within: Collection[GroupName] | None = None,
) -> Page[T]:
    """Return a page of all that the caller may see, or of what is in the groups ``within``."""
    context = info.context
    counted = facets_below(info)
    asked = listed.asked(arguments, counted)
    as_of = await context.as_of(is_strong(arguments))
    page = await found_of(context, listed, asked, within=within)
    return Page(
        as_of=as_of,
        edges=tuple(
            Edge(node, partial(str, cursor))
            for node, cursor in zip(page.nodes, page.cursors, strict=True)
        ),
        facets={
            field: [{"value": str(each.value), "count": each.count} for each in values]
            for field, values in zip(counted.fields, page.facets, strict=True)
        },
        page_info=PageInfo(page.more, page.end),
        total_count={
            "relation": "EQUAL" if page.exact else "AT_LEAST",
            "value": page.total,
        },
    )


async def found_of(
    context: Context,
    listed: Listed[T],
    asked: Asked,
    *,
    within: Collection[GroupName] | None = None,
) -> Found[T]:
    """Return what is found and is to be seen, as the store has it now."""
    reach = listed.reach(context.caller)
    if within is not None:
        reach = reach.within(within)
    page = await listed.find(context, reach, asked)
    return await page.judged(partial(_are_seen, context, listed))


async def _are_seen(context: Context, listed: Listed[T], nodes: Sequence[T]) -> list[bool]:
    names = list({node.group_name for node in nodes})
    # At once, so that they are one get.
    stored, verdicts = await gather(groups(context.db, names), listed.judge(context, nodes))
    active = {group.name for group in stored if group and group.state.status is GroupStatus.ACTIVE}
    return [seen and node.group_name in active for node, seen in zip(nodes, verdicts, strict=True)]


async def caught_up(context: Context, arguments: Mapping[str, Any]) -> None:
    """Wait until searches have all that was written before, where ``arguments`` ask for that.

    Raises:
        SearchBehind: it takes too long.
    """
    if is_strong(arguments):
        await context.as_of(True)  # noqa: FBT003 - that it waits is the one thing that is asked


def _facets(
    page: Page[Any], _: Info, *, fields: Sequence[str], limit: int | None = None
) -> list[dict[str, object]]:
    return [
        {"field": field, "values": page.facets[field.lower()][: limit or USUAL_LIMIT]}
        for field in fields
    ]


FINDING_PAGE: Final = ObjectType("FindingPage")
FINDING_PAGE.set_field("facets", _facets)
VULNERABILITY_PAGE: Final = ObjectType("VulnerabilityPage")
VULNERABILITY_PAGE.set_field("facets", _facets)
