"""What follows from the figures and the severity of a finding; pure."""

from db_model.findings.types import Figures
from findings.types import Standing


def standing_of(figures: Figures) -> Standing:
    """Return how a finding with these ``figures`` stands."""
    if figures.open > 0:
        return Standing.VULNERABLE
    return Standing.SAFE if figures.closed > 0 else Standing.DRAFT
