"""A baseline of detect-secrets: files, each with what looks like a secret in it.

The report has no secret, but a hash of each that tells secrets apart; what is kept is a
hash of that, as who has the hash can try words against it.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from imports.formats.bounds import Bounds
from imports.formats.hits import Hit, Reading, Words, rule_of
from imports.formats.json_lists import checked, items_of, outline_of
from imports.formats.json_parts import Wanted
from imports.formats.json_values import text_of
from imports.formats.regions import region_of_keys
from imports.reports import Level, Standing

_WANTED: Final = Wanted(
    values=frozenset({"results.item.item"}), marks=frozenset(), each=frozenset({"results"})
)
_CWE: Final = ("CWE-798",)


def read(path: Path, bounds: Bounds) -> Reading:
    outline = outline_of(path, bounds, values=("version",), marks=("results",))
    checked(outline.is_object("results"), "a baseline of detect-secrets", "it has no results")
    return Reading(tool="detect-secrets", version=outline.text("version"), hits=_hits(path, bounds))


def _hits(path: Path, bounds: Bounds) -> Iterator[Hit]:
    for _, place, node in items_of(path, bounds, _WANTED):
        kind = text_of(node, "type", place)
        name = f"Secret in the code: {kind}"
        is_none = node.get("is_secret") is False  # a person looked at it
        yield Hit(
            rule=rule_of(kind, Words(name=name), level=Level.ERROR, cwes=_CWE),
            path=text_of(node, "filename", place),
            message=name,
            region=region_of_keys(node, place, line="line_number"),
            secret=text_of(node, "hashed_secret", place),
            standing=Standing.SUPPRESSED if is_none else Standing.REPORTED,
        )
