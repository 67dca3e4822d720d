"""addCredentials."""

from api.context import Info
from api.credentials import Given, credentials_given
from api.mutations.schema import MUTATION
from api.payloads import DONE, Payload
from authz.grants import OrganizationGrant
from credentials.domain import add_credentials
from db_model.types import CredentialsId
from kit.ids import random_id


@MUTATION.field("addCredentials")
async def resolve(
    _: None, info: Info, *, grant: OrganizationGrant, organization_id: str, credentials: Given
) -> Payload:
    del organization_id  # the grant is on the organization with this id
    context = info.context
    await add_credentials(
        context.db,
        context.keyring,
        grant,
        credentials_given(credentials),
        id_=CredentialsId(random_id()),
        at=context.now,
    )
    return DONE
