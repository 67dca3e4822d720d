"""The released vulnerabilities of a root: one query, and one get for their findings."""

from api.context import Info
from api.resolvers.connections import Connection
from api.resolvers.root.schema import KINDS
from api.resolvers.vulnerability.pages import judge_of, shown, window
from db_model.roots.types import Root
from db_model.vulnerabilities.of_root import live_of_root
from db_model.vulnerabilities.types import Vulnerability


async def vulnerabilities(root: Root, info: Info) -> tuple[Vulnerability, ...]:
    context = info.context
    context.seen.roots[root.id] = root
    page = await live_of_root(context.db, root.id, window(None, None), judge_of(context))
    return page.nodes


async def vulnerabilities_connection(
    root: Root,
    info: Info,
    *,
    first: int | None = None,
    after: str | None = None,
    state: str | None = None,
) -> Connection[Vulnerability]:
    context = info.context
    context.seen.roots[root.id] = root
    wanted = window(first, after, state)
    page = await live_of_root(context.db, root.id, wanted, judge_of(context))
    return await shown(context, page)


for _kind in KINDS:
    _kind.set_field("vulnerabilities", vulnerabilities)
    _kind.set_field("vulnerabilitiesConnection", vulnerabilities_connection)
