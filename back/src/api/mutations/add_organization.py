"""addOrganization."""

from typing import TypedDict

from api.context import Info
from api.mutations.schema import MUTATION
from authz.grants import PlatformGrant
from db_model.organizations.types import Organization
from db_model.types import OrganizationId
from kit.ids import random_id
from organizations.domain import add_organization


class Payload(TypedDict):
    success: bool
    organization: Organization


@MUTATION.field("addOrganization")
async def resolve(_: None, info: Info, *, grant: PlatformGrant, name: str, country: str) -> Payload:
    context = info.context
    organization = await add_organization(
        context.db,
        grant,
        id_=OrganizationId(f"ORG#{random_id()}"),
        name=name,
        country=country,
        at=context.now,
    )
    return Payload(success=True, organization=organization)
