"""updateGroup."""

from typing import NotRequired, TypedDict, Unpack

from api.context import Info
from api.mutations.schema import MUTATION
from api.payloads import DONE, Payload
from authz.grants import GroupGrant
from db_model.groups.types import GroupStatus, Service, Subscription, Tier, UpdateReason
from groups.domain import REMOVE, SORT_OUT, update_group
from groups.types import NewServices


class Arguments(TypedDict):
    group_name: str
    comments: str
    reason: str
    subscription: str
    has_asm: bool
    has_machine: bool
    has_squad: bool
    service: NotRequired[str | None]
    tier: NotRequired[str | None]
    description: NotRequired[str | None]
    language: NotRequired[str | None]


@MUTATION.field("updateGroup")
async def resolve(_: None, info: Info, *, grant: GroupGrant, **given: Unpack[Arguments]) -> Payload:
    service, tier = given.get("service"), given.get("tier")
    new = NewServices(
        subscription=Subscription(given["subscription"]),
        has_asm=given["has_asm"],
        has_machine=given["has_machine"],
        has_squad=given["has_squad"],
        reason=UpdateReason(given["reason"]),
        comments=given["comments"],
        service=None if service is None else Service(service),
        tier=None if tier is None else Tier(tier),
        description=given.get("description"),
        language=given.get("language"),
    )
    group = await update_group(info.context.db, grant, new, at=info.context.now)
    if group.state.status is GroupStatus.DELETED:
        info.context.wake(REMOVE, group.name)
    elif group.state.service is not grant.on.state.service:
        info.context.wake(SORT_OUT, group.name)
    return DONE
