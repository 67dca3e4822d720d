"""Who is who where it is known where everything went."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from matching.derived import Derived, Place, Where
from matching.sides import Side, column_of, in_order, line_of
from matching.truth.types import Truth


def truth_at(old: Side, new: Side, derived: Derived) -> Truth:
    """Pair results of one rule at one place, in order; unequal numbers are set aside."""
    before, now = _by_place(old, derived.before), _by_place(new, derived.now)
    pairs: dict[int, int] = {}
    aside_old: set[int] = set()
    aside_new: set[int] = set()
    for key, then in before.items():
        after = now.get(key, ())
        if len(then) == len(after):
            pairs |= zip(then, after, strict=True)
        elif after:
            aside_old |= set(then)
            aside_new |= set(after)
    return Truth(pairs=pairs, aside_old=frozenset(aside_old), aside_new=frozenset(aside_new))


def composed(truth: Truth, then: Truth) -> Truth:
    """Return the truth from the first side to the last, over one between them."""
    pairs = {one: then.pairs[other] for one, other in truth.pairs.items() if other in then.pairs}
    lost = {one for one, other in truth.pairs.items() if other not in then.pairs}
    aside = {then.pairs[other] for other in truth.aside_new if other in then.pairs}
    return Truth(
        pairs=pairs,
        aside_old=truth.aside_old | lost,
        aside_new=then.aside_new | aside,
    )


def _by_place(side: Side, where: Where) -> Mapping[tuple[str, Place], Sequence[int]]:
    places: defaultdict[tuple[str, Place], list[int]] = defaultdict(list)
    for at, result in sorted(enumerate(side.results), key=lambda each: in_order(each[1])):
        place = where(result.path, line_of(result), column_of(result))
        places[result.rule, place].append(at)
    return places
