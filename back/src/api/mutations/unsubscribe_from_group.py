"""unsubscribeFromGroup."""

from api.context import Info
from api.mutations.schema import MUTATION
from api.payloads import DONE, Payload
from authz.grants import GroupGrant
from db_model.types import MailId
from kit.ids import random_id
from outbox.send import SEND
from stakeholders.domain import alert_id, leave_group


@MUTATION.field("unsubscribeFromGroup")
async def resolve(_: None, info: Info, *, grant: GroupGrant, group_name: str) -> Payload:
    del group_name  # the grant knows it
    context, id_ = info.context, MailId(random_id())
    for number in range(await leave_group(context.db, grant, id_=id_, at=context.now)):
        context.wake(SEND, alert_id(id_, number))
    return DONE
