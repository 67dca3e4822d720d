"""Which function, class or module of before is which of now: by its name, else by what it says."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, TypeAlias

from matching.truth.types import Unit

# A path and the names around.
Scope: TypeAlias = tuple[str, str]
Scopes: TypeAlias = Mapping[Scope, Sequence[Unit]]
_ALIKE: Final = 0.5
_MARGIN: Final = 0.1
_LEAST_SHARED: Final = 2


def scopes_of(units: Iterable[Unit]) -> Scopes:
    """Return the units of each scope: definitions of one name in one place are one scope."""
    scopes: defaultdict[Scope, list[Unit]] = defaultdict(list)
    for unit in units:
        scopes[unit.path, unit.scope].append(unit)
    return scopes


def mapped_scopes(old: Scopes, new: Scopes, files: Mapping[str, str]) -> Mapping[Scope, Scope]:
    """Return the scope of now by that of before, one-to-one."""
    named = {
        scope: (files[scope[0]], scope[1])
        for scope in old
        if scope[0] in files and (files[scope[0]], scope[1]) in new
    }
    taken = set(named.values())
    left_old = {scope: units for scope, units in old.items() if scope not in named}
    left_new = {scope: units for scope, units in new.items() if scope not in taken}
    return named | dict(_alike(left_old, left_new))


def _alike(old: Scopes, new: Scopes) -> Iterator[tuple[Scope, Scope]]:
    """Yield the pairs of which each is by far the most alike of all to the other."""
    scores = _scores(old, new)
    turned: defaultdict[Scope, dict[Scope, float]] = defaultdict(dict)
    for before, found in scores.items():
        for now, score in found.items():
            turned[now][before] = score
    for before, found in scores.items():
        best = _best(found)
        if best is not None and _best(turned[best]) == before:
            yield before, best


def _scores(old: Scopes, new: Scopes) -> dict[Scope, dict[Scope, float]]:
    bags = {scope: Counter(unit.key for unit in units) for scope, units in new.items()}
    holding: defaultdict[str, list[Scope]] = defaultdict(list)
    for scope, bag in bags.items():
        for key in bag:
            holding[key].append(scope)
    scores: dict[Scope, dict[Scope, float]] = {}
    for before, units in old.items():
        bag = Counter(unit.key for unit in units)
        near = {scope for key in bag for scope in holding[key]}
        scores[before] = {now: _likeness(bag, bags[now]) for now in near}
    return scores


def _likeness(one: Counter[str], other: Counter[str]) -> float:
    shared = (one & other).total()
    return shared / (one | other).total() if shared >= _LEAST_SHARED else 0.0


def _best(scores: Mapping[Scope, float]) -> Scope | None:
    ranked = sorted(scores, key=lambda scope: (-scores[scope], scope))
    if not ranked or scores[ranked[0]] < _ALIKE:
        return None
    is_clear = len(ranked) == 1 or scores[ranked[0]] - scores[ranked[1]] >= _MARGIN
    return ranked[0] if is_clear else None
