"""unsubscribeFromGroup."""

from api.context import Info
from api.mutations.schema import MUTATION
from api.payloads import DONE, Payload
from authz.grants import GroupGrant
from db_model.types import MailId
from kit.ids import random_id
from outbox.queue import CIRCULATE
from stakeholders.domain import leave_group


@MUTATION.field("unsubscribeFromGroup")
async def resolve(_: None, info: Info, *, grant: GroupGrant, group_name: str) -> Payload:
    del group_name  # the grant knows it
    context, id_ = info.context, MailId(random_id())
    if await leave_group(context.db, grant, id_=id_, at=context.now):
        context.wake(CIRCULATE, id_)
    return DONE
