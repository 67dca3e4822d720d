"""Trees made from others: what is where is known, and nothing else changes."""

import ast

from matching.derived import Derived, moved, renamed, same, shuffled
from matching.truth.places import composed, truth_at
from matching.truth.types import Truth

from bench_matching import a_side

NAMES = [f"name_{at}" for at in range(8)]
SOURCE = "import os\n\n" + "\n".join(f"def {name}():\n    return {name!r}\n" for name in NAMES)
TREE = {"a/x.py": SOURCE, "a/y.c": "}\n", "b.py": "class A:\n    " + SOURCE.replace("\n", "\n    ")}


def _returns(tree: dict[str, str] | Derived) -> list[tuple[str, int, str]]:
    """Return each line that returns a name, by path and line."""
    files = tree.tree if isinstance(tree, Derived) else tree
    return [
        (path, at, line.strip())
        for path, text in files.items()
        for at, line in enumerate(text.split("\n"), 1)
        if "return" in line
    ]


def _follows(derived: Derived) -> bool:
    """Tell whether truth leads from each line to the one that says the same."""
    before, now = _returns(dict(TREE)), _returns(derived)
    old = a_side(TREE, [(path, at) for path, at, _ in before])
    new = a_side(derived.tree, [(path, at) for path, at, _ in now])
    truth = truth_at(old, new, derived)
    assert len(truth.pairs) == len(before) == 2 * len(NAMES)
    return all(before[one][2] == now[other][2] for one, other in truth.pairs.items())


def test_every_line_is_where_it_is_said_to_be() -> None:
    for derived in (same(TREE), renamed(TREE), moved(TREE, 1), shuffled(TREE, 1)):
        assert _follows(derived)


def test_shuffled_trees_are_the_same_for_the_same_seed_and_parse() -> None:
    one, again, other = shuffled(TREE, 1), shuffled(TREE, 1), shuffled(TREE, 2)

    assert one.tree == again.tree
    assert one.tree != other.tree
    assert one.tree != TREE
    assert sorted(one.tree["a/x.py"].split("\n")) == sorted(SOURCE.split("\n"))
    ast.parse(one.tree["b.py"])


def test_truth_over_a_side_between_leads_to_the_last() -> None:
    first = Truth(pairs={0: 1, 1: 0}, aside_new=frozenset({2}))
    then = Truth(pairs={0: 5, 2: 6}, aside_new=frozenset({9}))

    assert composed(first, then) == Truth(
        pairs={1: 5}, aside_old=frozenset({0}), aside_new=frozenset({6, 9})
    )
