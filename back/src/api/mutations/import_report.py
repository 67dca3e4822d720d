"""importReport."""

from collections.abc import AsyncIterator
from typing import Final, NotRequired, TypedDict, Unpack

from starlette.datastructures import UploadFile

from api.context import Context, Info
from api.mutations.schema import MUTATION
from authz.grants import GroupGrant
from db_model.imports.types import Import, ReportFormat
from db_model.types import ImportId
from imports.domain import RUN, request_import
from imports.errors import InvalidWait
from imports.types import NewImport
from kit.ids import sortable_id
from rates.types import Charge

LONGEST_WAIT: Final = 25  # seconds
_CHUNK: Final = 1024 * 1024  # bytes

# ``import`` is a word of Python, so the key has the name that clients see.
Payload = TypedDict("Payload", {"success": bool, "import": Import})


class Arguments(TypedDict):
    group_name: str
    root_nickname: str
    report: UploadFile
    format: str | None
    dry_run: bool | None
    wait_seconds: int | None
    commit: NotRequired[str | None]
    ref: NotRequired[str | None]
    scanned: NotRequired[list[str] | None]


@MUTATION.field("importReport")
async def resolve(_: None, info: Info, *, grant: GroupGrant, **given: Unpack[Arguments]) -> Payload:
    wait = checked_wait(given["wait_seconds"])
    limiter = info.context.limiter
    await limiter.admit(Charge(limiter.limits.imports, grant.on.name))
    new = NewImport(
        report=_parts(given["report"]),
        root_nickname=given["root_nickname"],
        format=ReportFormat(given["format"] or ReportFormat.AUTO),
        commit=given.get("commit"),
        ref=given.get("ref"),
        dry_run=bool(given["dry_run"]),
        scanned=given.get("scanned") or (),
    )
    context = info.context
    id_ = ImportId(sortable_id(context.now))
    import_ = await request_import(context.db, context.blobs, grant, new, id_=id_, at=context.now)
    return await awaited(context, import_, wait)


async def awaited(context: Context, import_: Import, seconds: float) -> Payload:
    """Return the import when it is over, or as it stands after ``seconds``."""
    context.wake(RUN, import_.root_id)
    return Payload(**{"success": True, "import": await context.ended(import_, seconds)})


def checked_wait(seconds: int | None) -> int:
    """Return how long to wait.

    Raises:
        InvalidWait: it is not 0 to 25 seconds.
    """
    wait = 20 if seconds is None else seconds
    if not 0 <= wait <= LONGEST_WAIT:
        raise InvalidWait(LONGEST_WAIT)
    return wait


async def _parts(report: UploadFile) -> AsyncIterator[bytes]:
    await report.seek(0)
    while part := await report.read(_CHUNK):
        yield part
