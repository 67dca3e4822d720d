"""Sides as ``integrates-ci prepare`` makes them: with sketches, and statements' hashes."""

from typing import Final

from matching.sides import Side, side_of
from matching.trees import laid_out

from integrates_ci.prepare import SketchKey, prepared

# Figures do not depend on the key; a fixed one gives the same report each time.
_KEY: Final = SketchKey(id="0123456789abcdef", secret=bytes(range(32)))


def sketched(side: Side) -> Side:
    """Return the side with what the client adds; no history tells of renamed files."""
    return side_of(side.tree, prepared(dict(side.log), laid_out(side.tree), _KEY).report)
