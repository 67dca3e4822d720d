"""The states that a root was in: one query."""

from api.context import Info
from api.resolvers.root.schema import KINDS
from db_model.roots.get import states
from db_model.roots.types import Root, RootState


async def resolve(root: Root, info: Info) -> tuple[RootState, ...]:
    return await states(info.context.db, root)


for _kind in KINDS:
    _kind.set_field("historicState", resolve)
