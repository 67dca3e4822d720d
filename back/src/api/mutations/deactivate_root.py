"""deactivateRoot."""

from typing import NotRequired, TypedDict, Unpack

from api.context import Info
from api.mutations.schema import MUTATION
from api.payloads import DONE, Payload
from authz.grants import RootGrant
from db_model.roots.types import RootReason
from roots.domain.exclusion import EXCLUDE, subject_of
from roots.domain.status import deactivate_root
from roots.types import Leaving


class Arguments(TypedDict):
    group_name: str
    id: str
    reason: str
    other: NotRequired[str | None]


@MUTATION.field("deactivateRoot")
async def resolve(_: None, info: Info, *, grant: RootGrant, **given: Unpack[Arguments]) -> Payload:
    context = info.context
    leaving = Leaving(reason=RootReason(given["reason"]), other=given.get("other"))
    root = await deactivate_root(context.db, grant, leaving, at=context.now)
    context.wake(EXCLUDE, subject_of(root))
    return DONE
