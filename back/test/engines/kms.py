"""An emulator of AWS KMS: local-kms, built by Go on first use, without a key at first."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from engines.go import built
from engines.process import accepts, free_port, running

MODULE = "github.com/nsmithuk/local-kms"
VERSION = "v0.0.0-20260228092603-2a5e92d09ab6"


@contextmanager
def kms(folder: Path) -> Iterator[dict[str, str]]:
    """Run the engine; give the variable that tells tests of it.

    Raises:
        EngineError: it cannot be built or started.
    """
    server = built("kms", MODULE, VERSION)
    port = free_port()
    (folder / "data").mkdir(parents=True)
    told = {"PORT": str(port), "KMS_DATA_PATH": str(folder / "data"), "KMS_REGION": "us-east-1"}
    with running(
        [str(server)], folder, ready=lambda: accepts(port), environ=dict(os.environ) | told
    ):
        yield {"INTEGRATES_TEST_KMS": f"http://127.0.0.1:{port}"}
