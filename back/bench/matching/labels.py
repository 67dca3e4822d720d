"""A sample of what the truth says, for a person to judge it by the code."""

import random
from collections.abc import Iterator, Sequence
from typing import Final

from matching.cases import Case
from matching.sides import Side, line_of
from matching.trees import lines_of

SEED: Final = 11
_AROUND: Final = 2


def sampled(cases: Sequence[Case], count: int) -> Iterator[str]:
    """Yield so many results of before, drawn over all cases, and what truth says of each.

    What says the same in the same place needs no judge: it is not drawn.
    """
    drawn = random.Random(SEED)  # noqa: S311 - to be repeated
    all_ = [
        (case, one)
        for case in cases
        for one in range(len(case.old.results))
        if _is_changed(case, one)
    ]
    for number, (case, one) in enumerate(drawn.sample(all_, min(count, len(all_))), start=1):
        yield f"--- {number}. {case.pair.called}, {_said(case, one)}"


def _is_changed(case: Case, one: int) -> bool:
    other = case.truth.pairs.get(one)
    return other is None or _place(case.old, one) != _place(case.new, other)


def _place(side: Side, at: int) -> tuple[str, str]:
    """Return the path and the code of the line, wherever in the file it is."""
    result = side.results[at]
    lines = lines_of(side.tree.get(result.path, ""))
    return result.path, "".join("".join(lines[line_of(result) - 1 : line_of(result)]).split())


def _said(case: Case, one: int) -> str:
    rule, shown = case.old.results[one].rule, _shown(case.old, one)
    if one in case.truth.aside_old:
        return f"{rule}: set aside\n{shown}"
    other = case.truth.pairs.get(one)
    if other is None:
        return f"{rule}: gone\n{shown}"
    return f"{rule}: the same\n{shown}\n{_shown(case.new, other)}"


def _shown(side: Side, at: int) -> str:
    result = side.results[at]
    lines, line = lines_of(side.tree.get(result.path, "")), line_of(result)
    near = range(max(1, line - _AROUND), min(len(lines), line + _AROUND) + 1)
    code = (f"  {'>' if here == line else ' '} {lines[here - 1][:110]}" for here in near)
    return "\n".join((f"  {result.path}:{line}", *code))
