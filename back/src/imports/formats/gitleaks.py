"""Gitleaks' JSON: a list of leaks, in files or in the history of git.

It holds the secrets themselves, in several members.  Nothing of these is taken but a hash
of the secret, which tells leaks apart; its fingerprint counts lines, and tells nothing.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from imports.formats.bounds import Bounds
from imports.formats.hits import Hit, Reading, Words, rule_of
from imports.formats.json_lists import ROOT, checked, items_of, outline_of
from imports.formats.json_parts import Wanted
from imports.formats.json_values import text_of
from imports.formats.regions import region_of_keys
from imports.reports import Level

_WANTED: Final = Wanted(
    values=frozenset({"item"}),
    marks=frozenset(),
    without=frozenset({"Match", "Line", "Message", "Author", "Email"}),
)
_CWE: Final = ("CWE-798",)
_REDACTED: Final = "REDACTED"


def read(path: Path, bounds: Bounds) -> Reading:
    outline = outline_of(path, bounds, marks=(ROOT,))
    checked(outline.is_list(ROOT), "Gitleaks' JSON", "it is no list of leaks")
    return Reading(tool="gitleaks", hits=_hits(path, bounds))


def _hits(path: Path, bounds: Bounds) -> Iterator[Hit]:
    for _, place, node in items_of(path, bounds, _WANTED):
        id_ = text_of(node, "RuleID", place)
        secret = text_of(node, "Secret", place)
        yield Hit(
            rule=rule_of(
                id_,
                Words(
                    name=f"Secret in the code: {id_}",
                    description=text_of(node, "Description", place),
                ),
                level=Level.ERROR,
                cwes=_CWE,
            ),
            path=text_of(node, "File", place),
            message=f"A secret was found: {id_}",
            region=region_of_keys(
                node,
                place,
                line="StartLine",
                end="EndLine",
                column="StartColumn",
                end_column="EndColumn",
            ),
            secret="" if _REDACTED in secret or secret.endswith("...") else secret,
        )
