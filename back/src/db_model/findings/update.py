"""Writes that change the figures of a finding."""

from db_model.findings import keys
from db_model.findings.types import Figures
from db_model.types import FindingId
from store.types import Add


def counted(id_: FindingId, change: Figures) -> tuple[Add, ...]:
    """Return the write that adds ``change`` to the figures; none where nothing changes."""
    deltas = tuple(
        (name, delta)
        for name, delta in (
            ("open", change.open),
            ("closed", change.closed),
            ("submitted", change.submitted),
            ("rejected", change.rejected),
        )
        if delta
    )
    return (Add(keys.figures(id_), keys.FIGURES_KIND, deltas),) if deltas else ()
