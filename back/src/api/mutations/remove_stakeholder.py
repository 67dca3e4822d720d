"""removeStakeholder."""

from api.context import Info
from api.mutations.schema import MUTATION
from api.payloads import DONE, Payload
from db_model.types import MailId
from kit.ids import random_id
from outbox.send import SEND
from stakeholders.domain import ask_deletion


@MUTATION.field("removeStakeholder")
async def resolve(_: None, info: Info) -> Payload:
    context, id_ = info.context, MailId(random_id())
    await ask_deletion(context.db, context.caller, id_=id_, at=context.now)
    context.wake(SEND, id_)
    return DONE
