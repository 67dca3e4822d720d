"""An S3 server: versitygw, built by Go on first use, over a temporary folder."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from engines.go import built
from engines.process import accepts, free_port, running

PACKAGE = "github.com/versity/versitygw/cmd/versitygw"
VERSION = "v1.8.0"
ACCESS_KEY = "integrates"
SECRET_KEY = "integrates-secret"
BUCKET = "integrates"


@contextmanager
def s3(folder: Path) -> Iterator[dict[str, str]]:
    """Run the engine with one empty bucket; give the variables that tell tests of it.

    Raises:
        EngineError: it cannot be built or started.
    """
    server, port = built(PACKAGE, VERSION), free_port()
    # A folder is a bucket; without a sidecar the file system must have user attributes.
    for part in (f"data/{BUCKET}", "meta"):
        (folder / part).mkdir(parents=True)
    where = ("posix", "--sidecar", str(folder / "meta"), str(folder / "data"))
    keys = {"ROOT_ACCESS_KEY": ACCESS_KEY, "ROOT_SECRET_KEY": SECRET_KEY}
    with running(
        [str(server), "--port", f"127.0.0.1:{port}", *where],
        folder,
        ready=lambda: accepts(port),
        environ=dict(os.environ) | keys,
    ):
        yield {
            "INTEGRATES_TEST_S3": f"http://127.0.0.1:{port}",
            "INTEGRATES_TEST_S3_BUCKET": BUCKET,
            "INTEGRATES_TEST_S3_ACCESS_KEY": ACCESS_KEY,
            "INTEGRATES_TEST_S3_SECRET_KEY": SECRET_KEY,
        }
