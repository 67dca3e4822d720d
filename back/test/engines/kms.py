"""AWS KMS: the emulator local-kms, built by Go on first use, with no keys yet."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from engines.go import built
from engines.process import accepts, free_port, running

VARIABLE = "INTEGRATES_TEST_KMS"
PACKAGE = "github.com/nsmithuk/local-kms"
VERSION = "v0.0.0-20260228092603-2a5e92d09ab6"
REGION = "us-east-1"
ACCOUNT = "000000000000"


@contextmanager
def kms(folder: Path) -> Iterator[dict[str, str]]:
    """Run the engine; give the variable that tells tests where it is.

    Raises:
        EngineError: it cannot be built or started.
    """
    server, port = built(PACKAGE, VERSION), free_port()
    settings = {
        "PORT": str(port),
        "KMS_ACCOUNT_ID": ACCOUNT,
        "KMS_DATA_PATH": str(folder / "data"),
        "KMS_REGION": REGION,
        # Without a file of keys there: each test makes its own.
        "KMS_SEED_PATH": str(folder / "seed.yaml"),
    }
    environ = dict(os.environ) | settings
    with running([str(server)], folder, ready=lambda: accepts(port), environ=environ):
        yield {VARIABLE: f"http://127.0.0.1:{port}"}
