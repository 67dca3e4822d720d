"""Decides whether a result of a report is a weakness that is known already.

Pure: values in, values out.  One file a layer, from the surest evidence to the weakest;
each pairs one-to-one what the layers before it left.
"""

from imports.matching.closing import must_hold
from imports.matching.match import Matched, match
from imports.matching.types import (
    Closing,
    Kept,
    Known,
    KnownState,
    Layer,
    Outcome,
    OutcomeKind,
    ToolVerdict,
)

__all__ = [
    "Closing",
    "Kept",
    "Known",
    "KnownState",
    "Layer",
    "Matched",
    "Outcome",
    "OutcomeKind",
    "ToolVerdict",
    "match",
    "must_hold",
]
