"""An S3 server: versitygw, built by Go on first use, over a temporary folder."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from engines.errors import EngineError
from engines.fetch import alone, cache
from engines.process import TOLD_BYTES, accepts, free_port, running

MODULE = "github.com/versity/versitygw/cmd/versitygw"
VERSION = "v1.8.0"
ACCESS_KEY = "integrates"
SECRET_KEY = "integrates-secret"
BUCKET = "integrates"
BUILD_SECONDS = 900


@contextmanager
def s3(folder: Path) -> Iterator[dict[str, str]]:
    """Run the engine with one empty bucket; give the variables that tell tests of it.

    Raises:
        EngineError: it cannot be built or started.
    """
    server = _built()
    port = free_port()
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


def _built() -> Path:
    folder = cache() / f"versitygw-{VERSION}"
    server = folder / "versitygw"
    with alone():
        if not server.exists():
            _build(folder)
    return server


def _build(folder: Path) -> None:
    go = shutil.which("go")
    if go is None:
        raise EngineError("s3: Go 1.25 or later is needed on PATH to build the server")
    done = subprocess.run(
        [go, "install", f"{MODULE}@{VERSION}"],
        env=dict(os.environ) | {"GOBIN": str(folder)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=BUILD_SECONDS,
        check=False,
    )
    if done.returncode != 0:
        said = done.stdout[-TOLD_BYTES:].decode(errors="replace")
        raise EngineError(f"s3: the server could not be built, exit {done.returncode}:\n{said}")
