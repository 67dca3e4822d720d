"""The organizations that the caller is a member of: one get for all."""

from api.context import Info
from api.resolvers.me.schema import ME
from authz.access import Access
from db_model.organizations.get import organizations
from db_model.organizations.types import Organization, OrganizationStatus


@ME.field("organizations")
async def resolve(access: Access, info: Info) -> list[Organization]:
    ids = [
        id_
        for id_, held in access.organizations.items()
        if held.has_access and access.reaches_organization(id_)
    ]
    found = await organizations(info.context.db, ids)
    return [o for o in found if o is not None and o.state.status is OrganizationStatus.ACTIVE]
