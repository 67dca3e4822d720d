"""Which line of now is which line of before, told by the keyed hashes of both (ADR 0037)."""

from imports.matching.sketches.diff import diff
from imports.matching.sketches.mapping import LineMap, SketchedSide, line_map

__all__ = ["LineMap", "SketchedSide", "diff", "line_map"]
