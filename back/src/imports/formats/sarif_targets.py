"""What a SARIF run says that it looked at: the artifacts that it was told to analyse.

Most tools list the files of their results alone, which says nothing of the others: only a list
with files in which nothing was found is one of what was looked at.
"""

from collections.abc import Collection, Sequence
from typing import Final

from imports.formats.json_values import Node, texts_of
from imports.formats.listed import whole_list
from imports.formats.locations import paths_of

_TARGET: Final = "analysisTarget"
# Tools whose SARIF has an artifact for each file that they looked at, without a role.
_LIST_ALL: Final = frozenset({"eslint"})


def is_target(artifact: Node, place: str) -> bool:
    """Tell whether the tool was told to analyse it (SARIF 2.1.0, 3.24.6)."""
    return _TARGET in texts_of(artifact, "roles", place)


def targets_of(tool: str, artifacts: Sequence[str], marked: Sequence[str]) -> tuple[str, ...]:
    """Return the URIs of what the run was to analyse; ``marked`` have the role."""
    return tuple(filter(None, artifacts if tool.casefold() in _LIST_ALL else marked))


def files_looked_at(
    tool: str, targets: Sequence[str], bases: Sequence[str], found_in: Collection[str]
) -> tuple[str, ...] | None:
    """Return the paths that were looked at; ``None`` where the run does not say.

    ``found_in`` are the paths of its results.
    """
    paths = whole_list(paths_of(targets, bases), found_in)
    if paths is None or tool.casefold() in _LIST_ALL:
        return paths
    return None if set(found_in).issuperset(paths) else paths
