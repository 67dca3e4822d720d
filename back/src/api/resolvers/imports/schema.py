"""What is read off an import."""

from ariadne import ObjectType

from api.context import Info
from db_model.imports.types import Import, ImportState
from imports import plan
from imports.comparison import comparison_of
from imports.types import Comparison

IMPORT = ObjectType("Import")

IMPORT.set_field("tool", lambda import_, _: ", ".join(import_.tools) or None)


@IMPORT.field("progress")
def progress(import_: Import, _: Info) -> int:
    if not import_.state.is_open and import_.state is not ImportState.HELD:
        return 100
    if import_.plan is None or import_.plan.steps == 0:
        return 0
    done = import_.plan.applied
    if import_.state is ImportState.ROLLING_BACK and import_.rollback is not None:
        done = import_.rollback.taken
    return 100 * done // import_.plan.steps


@IMPORT.field("comparison")
def comparison(import_: Import, _: Info) -> Comparison | None:
    return comparison_of(import_)


@IMPORT.field("scanned")
async def scanned(import_: Import, info: Info) -> list[str] | None:
    """Return the paths as they are given: ``.`` is the whole root."""
    told = await plan.read_scanned(info.context.blobs, import_)
    return None if told is None else [path or "." for path in told]
