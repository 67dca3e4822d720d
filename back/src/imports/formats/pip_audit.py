"""pip-audit's JSON (``-f json``): the dependencies, each with its advisories.

It does not say which file asks for them.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from imports.formats.bounds import Bounds
from imports.formats.hits import Hit, Reading, Words
from imports.formats.json_lists import ROOT, checked, items_of, outline_of
from imports.formats.json_parts import Wanted
from imports.formats.json_values import nodes_of, text_of, texts_of
from imports.formats.packages import Advisory, package_hit
from imports.formats.purls import purl_from, version_of

# A list alone until version 2.5.
_WANTED: Final = Wanted(values=frozenset({"dependencies.item", "item"}), marks=frozenset())


def read(path: Path, bounds: Bounds) -> Reading:
    outline = outline_of(path, bounds, marks=(ROOT, "dependencies"))
    is_list = outline.is_list("dependencies") or outline.is_list(ROOT)
    checked(is_list, "pip-audit's JSON", "it has no list of dependencies")
    skipped, looked = [], False
    for _, place, node in items_of(path, bounds, _WANTED):
        if reason := text_of(node, "skip_reason", place):
            skipped.append(reason)
        else:
            looked = True
    return Reading(
        tool="pip-audit",
        hits=_hits(path, bounds),
        successful=False if skipped and not looked else None,
        notices=tuple(skipped),
    )


def _hits(path: Path, bounds: Bounds) -> Iterator[Hit]:
    for _, place, node in items_of(path, bounds, _WANTED):
        purl = purl_from("pypi", text_of(node, "name", place))
        version = version_of(text_of(node, "version", place))
        for each in nodes_of(node, "vulns", place):
            text = text_of(each, "description", place)
            advisory = Advisory(
                names=(text_of(each, "id", place), *texts_of(each, "aliases", place)),
                words=Words(name=text.partition("\n")[0], description=text),
                fixed=texts_of(each, "fix_versions", place),
            )
            yield package_hit(advisory, purl=purl, version=version, path="")
