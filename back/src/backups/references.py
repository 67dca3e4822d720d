"""Which files the items of a store refer to; what refers to a file is named here."""

from collections.abc import Iterable, Iterator

from db_model.codec import decode
from db_model.imports.types import Import
from db_model.sketches.keys import SKETCHES
from db_model.sketches.types import RootSketches
from imports import plan
from roots.rules.sketches import paths
from store.types import Item


def referred(items: Iterable[Item]) -> Iterator[str]:
    """Yield the path of each file that one of ``items`` refers to."""
    for item in items:
        if item.kind == "import":
            yield from plan.paths(decode(Import, item))
        elif item.kind == SKETCHES:
            yield from paths(decode(RootSketches, item))
