"""The lines of a file of any language, each by what it says without white space."""

from matching.trees import lines_of
from matching.truth.types import Unit


def lines(path: str, text: str) -> tuple[Unit, ...]:
    """Return the lines that are not blank, in their order."""
    said = (("".join(line.split()), at) for at, line in enumerate(lines_of(text), start=1))
    return tuple(
        Unit(path=path, scope="", key=line, text=line, start=at, column=1)
        for line, at in said
        if line
    )
