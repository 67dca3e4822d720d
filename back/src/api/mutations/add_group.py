"""addGroup."""

from typing import NotRequired, TypedDict, Unpack

from api.context import Info
from api.mutations.schema import MUTATION
from api.payloads import DONE, Payload
from authz.grants import OrganizationGrant
from db_model.groups.types import Language, Service, Subscription
from groups.domain import add_group
from groups.types import NewGroup
from stakeholders.domain import ADMIT


class Arguments(TypedDict):
    group_name: str
    description: str
    has_machine: bool
    has_squad: bool
    language: str | None
    subscription: str | None
    service: NotRequired[str | None]
    organization_name: NotRequired[str | None]


@MUTATION.field("addGroup")
async def resolve(
    _: None, info: Info, *, grant: OrganizationGrant, **given: Unpack[Arguments]
) -> Payload:
    service = given.get("service")
    new = NewGroup(
        name=given["group_name"],
        description=given["description"],
        subscription=Subscription(given["subscription"] or Subscription.CONTINUOUS),
        language=Language(given["language"] or Language.EN),
        service=None if service is None else Service(service),
        has_machine=given["has_machine"],
        has_squad=given["has_squad"],
    )
    group = await add_group(info.context.db, grant, new, at=info.context.now)
    info.context.wake(ADMIT, group.name)
    return DONE
