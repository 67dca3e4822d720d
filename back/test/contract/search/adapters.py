"""The search engines that the contract is proved on, by name.

SQLite always; OpenSearch where ``INTEGRATES_TEST_OPENSEARCH`` names an endpoint.
"""

import importlib
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path
from typing import Final, TypeAlias

from search.embedded import open_search
from search.types import IndexSchema, SearchIndex

# Opens the search in one place, with the schemas that an application has.
Open: TypeAlias = Callable[[Sequence[IndexSchema]], AbstractAsyncContextManager[SearchIndex]]
# Gives a place in which nothing is yet.
Home: TypeAlias = Callable[[], AbstractContextManager[Open]]


@contextmanager
def _embedded() -> Iterator[Open]:
    with tempfile.TemporaryDirectory() as folder:
        yield partial(open_search, Path(folder, "search.db"), durable=False)


def _homes() -> dict[str, Home]:
    homes: dict[str, Home] = {"embedded": _embedded}
    if os.environ.get("INTEGRATES_TEST_OPENSEARCH"):
        # Only then, as it needs packages and an engine that the others do not.
        homes["opensearch"] = importlib.import_module("contract.search.opensearch_adapter").home
    return homes


HOMES: Final = _homes()
