"""An nginx for the configuration that is shipped: found, not fetched, and started by its tests."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from engines.errors import EngineError

VARIABLE = "INTEGRATES_TEST_NGINX"
PLACES = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin"))  # where Debian has it


@contextmanager
def nginx(_: Path) -> Iterator[dict[str, str]]:
    """Give the variable that tells tests where nginx is.

    Raises:
        EngineError: there is none.
    """
    found = os.environ.get(VARIABLE) or shutil.which("nginx", path=PLACES)
    if found is None or not Path(found).is_file():
        raise EngineError(f"nginx is needed on PATH, or its file in {VARIABLE}")
    yield {VARIABLE: found}
