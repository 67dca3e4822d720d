"""A Chromium for the pages that a person sees: found, not fetched, and started by its tests."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from engines.errors import EngineError

VARIABLE = "INTEGRATES_TEST_CHROMIUM"
NAMES = ("chromium", "chromium-browser", "google-chrome")


@contextmanager
def browser(_: Path) -> Iterator[dict[str, str]]:
    """Give the variable that tells tests where the browser is.

    Raises:
        EngineError: there is none.
    """
    found = os.environ.get(VARIABLE) or next(filter(None, map(shutil.which, NAMES)), None)
    if found is None or not Path(found).is_file():
        raise EngineError(f"Chromium is needed on PATH, or its file in {VARIABLE}")
    yield {VARIABLE: found}
