"""What a branch or a dry run would change; pure."""

from collections.abc import Collection
from typing import Final

from db_model.imports.types import Import, ImportState
from imports.matching.types import OutcomeKind
from imports.types import Comparison

# Outcomes that are counted in the record of an import.
_COUNTED: Final = frozenset(
    {
        OutcomeKind.CREATED,
        OutcomeKind.DUPLICATE,
        OutcomeKind.MATCHED,
        OutcomeKind.MOVED,
        OutcomeKind.REOPENED,
        OutcomeKind.UNCHANGED,
    }
)


def comparison_of(import_: Import) -> Comparison | None:
    """Return what ``import_`` would change; ``None`` of what is applied, or not known yet."""
    if not import_.dry_run or import_.state is not ImportState.DONE:
        return None
    counts = import_.counts
    return Comparison(
        introduces=counts.created + counts.reopened,
        fixes=counts.closed,
        keeps=counts.unchanged + counts.moved + counts.matched,
    )


def count_of(import_: Import, outcomes: Collection[str]) -> int | None:
    """Return how many results have one of ``outcomes``; ``None`` where that is not counted."""
    kinds = {OutcomeKind(outcome) for outcome in outcomes}
    if not kinds <= _COUNTED:
        return None
    return sum(int(getattr(import_.counts, kind.lower())) for kind in kinds)
