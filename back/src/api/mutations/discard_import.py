"""discardImport."""

from api.context import Info
from api.mutations.import_report import Payload
from api.mutations.schema import MUTATION
from authz.grants import ImportGrant
from imports.domain import discard_import


@MUTATION.field("discardImport")
async def resolve(
    _: None,
    info: Info,
    *,
    grant: ImportGrant,
    id: str,  # noqa: A002  # the name is the API's
) -> Payload:
    del id  # the grant is on the import with this id
    import_ = await discard_import(info.context.db, grant, at=info.context.now)
    return Payload(**{"success": True, "import": import_})
