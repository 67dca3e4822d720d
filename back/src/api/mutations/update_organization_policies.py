"""updateOrganizationPolicies."""

from typing import NotRequired, Unpack

from api.context import Info
from api.mutations.schema import MUTATION
from api.payloads import DONE, Payload
from api.policies import PolicyArguments, policies
from authz.grants import OrganizationGrant
from organizations.domain import update_organization_policies


class Arguments(PolicyArguments):
    organization_id: str
    organization_name: str
    inactivity_period: NotRequired[int | None]


@MUTATION.field("updateOrganizationPolicies")
async def resolve(
    _: None, info: Info, *, grant: OrganizationGrant, **given: Unpack[Arguments]
) -> Payload:
    await update_organization_policies(
        info.context.db,
        grant,
        policies(given),
        name=given["organization_name"],
        inactivity_period=given.get("inactivity_period"),
        at=info.context.now,
    )
    return DONE
