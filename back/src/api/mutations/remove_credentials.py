"""removeCredentials."""

from api.context import Info
from api.mutations.schema import MUTATION
from api.payloads import DONE, Payload
from authz.grants import OrganizationGrant
from credentials.domain import remove_credentials
from db_model.types import CredentialsId


@MUTATION.field("removeCredentials")
async def resolve(
    _: None, info: Info, *, grant: OrganizationGrant, organization_id: str, credentials_id: str
) -> Payload:
    del organization_id  # the grant is on the organization with this id
    context = info.context
    await remove_credentials(context.db, grant, id_=CredentialsId(credentials_id), at=context.now)
    return DONE
