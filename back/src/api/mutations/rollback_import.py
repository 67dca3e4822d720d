"""rollbackImport."""

from api.context import Info
from api.mutations.import_report import Payload, awaited, checked_wait
from api.mutations.schema import MUTATION
from authz.grants import ImportGrant
from imports.domain import roll_back_import


@MUTATION.field("rollbackImport")
async def resolve(
    _: None,
    info: Info,
    *,
    grant: ImportGrant,
    id: str,  # noqa: A002  # the name is the API's
    wait_seconds: int | None = None,
) -> Payload:
    del id  # the grant is on the import with this id
    wait = checked_wait(wait_seconds)
    import_ = await roll_back_import(info.context.db, grant, at=info.context.now)
    return await awaited(info.context, import_, wait)
