"""updateOrganizationPolicies."""

from typing import NotRequired, Unpack

from api.context import Info
from api.mutations.schema import MUTATION
from api.payloads import DONE, Payload
from api.policies import PolicyArguments, policies
from authz.grants import OrganizationGrant
from organizations.domain import update_organization_policies
from organizations.types import MemberPolicies


class Arguments(PolicyArguments):
    organization_id: str
    organization_name: str
    inactivity_period: NotRequired[int | None]
    allowed_email_domains: NotRequired[list[str] | None]


@MUTATION.field("updateOrganizationPolicies")
async def resolve(
    _: None, info: Info, *, grant: OrganizationGrant, **given: Unpack[Arguments]
) -> Payload:
    domains = given.get("allowed_email_domains")
    members = MemberPolicies(
        inactivity_period=given.get("inactivity_period"),
        allowed_email_domains=None if domains is None else tuple(domains),
    )
    await update_organization_policies(
        info.context.db,
        grant,
        policies(given),
        members,
        name=given["organization_name"],
        at=info.context.now,
    )
    return DONE
