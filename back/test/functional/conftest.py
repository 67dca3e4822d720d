"""What functional tests may ask for, beside a world."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TypeAlias

import pytest

from store.counting import Counts, counting

Budget: TypeAlias = Callable[[str, Counts], AbstractContextManager[Counts]]


@pytest.fixture
def budget() -> Budget:
    """Give what holds the requests of an operation to what they may be, and keeps that tight."""
    return _budget


@contextmanager
def _budget(operation: str, allowed: Counts) -> Iterator[Counts]:
    with counting() as spent:
        yield spent
    pairs = {
        "gets": (spent.gets, allowed.gets),
        "queries": (spent.queries, allowed.queries),
        "commits": (spent.commits, allowed.commits),
        "searches": (spent.searches, allowed.searches),
    }
    over = {name: pair for name, pair in pairs.items() if pair[0] > pair[1]}
    # A search that is not made is a list that was not searched.
    spare = {"searches": 1}
    under = {name: pair for name, pair in pairs.items() if pair[0] <= pair[1] - spare.get(name, 2)}
    assert not over, f"{operation} spends more than it may (spent, allowed): {over}"
    assert not under, f"{operation} may spend less than it is allowed (spent, allowed): {under}"
