"""Shows the product on a small project: two scans, an edit, and what became of each weakness.

It starts a service of its own in a temporary folder, and leaves with 1 when what it shows is
not what it expects.
"""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeAlias

REPOSITORY: Final = Path(__file__).resolve().parents[2]
SAMPLE: Final = Path(__file__).with_name("sample")
SERVICE: Final = (sys.executable, "-m", "app.command", "serve")
CLIENT: Final = (sys.executable, str(REPOSITORY / "client" / "src" / "integrates_ci"))
SCANNERS: Final[Mapping[str, tuple[str, ...]]] = {
    "bandit": ("bandit", "-q", "-r", ".", "-f", "sarif", "--exit-zero", "-o"),
    "ruff": (
        *("ruff", "check", ".", "--quiet", "--isolated", "--no-cache", "--select", "S,B"),
        *("--output-format", "sarif", "--exit-zero", "-o"),
    ),
}
GROUP: Final = "demogroup"  # made by the service when it first starts
ROOT: Final = "sample"
TARGET: Final = (
    "--group",
    GROUP,
    "--root",
    ROOT,
    "--create-root",
    "https://example.com/sample.git",
)
START_SECONDS: Final = 60

Spot: TypeAlias = tuple[str, str, str]  # a rule, and the path and region of a weakness


class Unexpected(Exception):
    """Something is not as the demo expects it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the demo takes place: the project it scans, its reports, and the client's settings."""

    project: Path
    reports: Path
    environ: Mapping[str, str]


def spots_in(report: str) -> Counter[Spot]:
    """Return the spots of a SARIF report, each with how often it is told."""
    found: Counter[Spot] = Counter()
    for run in json.loads(report)["runs"]:
        found.update(_spot(result) for result in run["results"])
    return found


def expected(before: Counter[Spot], after: Counter[Spot]) -> dict[str, int]:
    """Return the counts of an import after an edit that fixes or adds weaknesses, not both."""
    created = max(after.total() - before.total(), 0)
    unchanged = (before & after).total()
    return {
        "created": created,
        "matched": 0,
        "moved": after.total() - unchanged - created,
        "reopened": 0,
        "unchanged": unchanged,
        "duplicate": 0,
        "closed": max(before.total() - after.total(), 0),
    }


def counts_in(text: str) -> dict[str, int]:
    """Return the counts that the client printed.

    Raises:
        Unexpected: it printed none.
    """
    lines = [line for line in text.splitlines() if line.startswith("  created ")]
    if not lines:
        raise Unexpected("the client printed no counts")
    return {name: int(count) for name, count in re.findall(r"(\w+) (\d+)", lines[0])}


def edit(project: Path) -> tuple[str, ...]:
    """Change the project as people do, and return what was done."""
    shop = project / "shop"
    _replace(shop / "login.py", "import hashlib", "# Here be dragons.\n\n\nimport hashlib")
    _move_to_the_end(shop / "backup.py", "archive")
    (shop / "store.py").rename(shop / "orders.py")
    _replace(shop / "catalogue.py", "yaml.load(text, Loader=yaml.Loader)", "yaml.safe_load(text)")
    return (
        "lines inserted at the top of shop/login.py",
        "archive() moved to the end of shop/backup.py",
        "shop/store.py renamed to shop/orders.py",
        "yaml.load() made safe in shop/catalogue.py",
    )


def main() -> int:
    """Run the demo and return its exit code."""
    try:
        with (
            tempfile.TemporaryDirectory(prefix="integrates-demo-") as folder,
            _service(Path(folder)) as place,
        ):
            _show(place)
    except Unexpected as failure:
        print(f"\nNot as expected: {failure}", file=sys.stderr)
        return 1
    return 0


def _show(place: Place) -> None:
    prepare(place.project)
    _title("A first scan: every weakness is new")
    first = scan(place)
    for name, spots in first.items():
        _import(place, name, expected(Counter(), spots))
    _title("What the group holds now")
    _client(place, "findings", "--group", GROUP)

    _title("The project is edited")
    for what in edit(place.project):
        print(f"  - {what}", flush=True)
    _commit(place.project, "Edit")
    second = scan(place)
    for name, spots in second.items():
        counts = expected(first[name], spots)
        if not counts["moved"] or counts["closed"] != 1:
            raise Unexpected(f"{name} does not see the edit: {counts}")
        _import(place, name, counts)

    _title("The same reports once more: nothing changes")
    for name, spots in second.items():
        _import(place, name, expected(spots, spots))
    _title("What the group holds at the end")
    _client(place, "findings", "--group", GROUP)
    print("\nEverything moved was recognized, what was fixed is closed, and the rest stayed.")


def _import(place: Place, name: str, counts: Mapping[str, int]) -> None:
    report = str(place.reports / f"{name}.sarif")
    found = counts_in(_client(place, "import", report, *TARGET))
    wanted = {**counts, "kept": 0}  # the scanners looked at all of it
    if found != wanted:
        raise Unexpected(f"{name} should give {wanted}, and gave {found}")


def _client(place: Place, *arguments: str) -> str:
    """Run ``integrates-ci`` in the project, print what it prints, and return that."""
    done = subprocess.run(
        (*CLIENT, *arguments),
        cwd=place.project,
        env=dict(place.environ),
        stdout=subprocess.PIPE,
        check=False,
        text=True,
        encoding="utf-8",
    )
    print(done.stdout)
    if done.returncode != 0:
        raise Unexpected(f"integrates-ci left with {done.returncode}")
    return done.stdout


def scan(place: Place) -> dict[str, Counter[Spot]]:
    """Run each scanner over the project, write its report, and return what it sees."""
    found: dict[str, Counter[Spot]] = {}
    for name, arguments in SCANNERS.items():
        report = place.reports / f"{name}.sarif"
        _run((sys.executable, "-m", *arguments, str(report)), place.project)
        _complete(report, place.project)
        found[name] = spots_in(report.read_text())
    return found


def prepare(project: Path) -> None:
    """Make the project a repository of its own."""
    shutil.copytree(SAMPLE, project)
    _run(("git", "init", "--quiet", "--initial-branch", "main"), project)
    _commit(project, "Begin")


def _commit(project: Path, message: str) -> None:
    person = ("-c", "user.name=Demo", "-c", "user.email=demo@example.com")
    _run(("git", "add", "--all"), project)
    _run(("git", *person, "commit", "--quiet", "--message", message), project)


def _run(command: Sequence[str], folder: Path) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False, text=True)
    if done.returncode != 0:
        raise Unexpected(f"{' '.join(command)} left with {done.returncode}: {done.stderr.strip()}")


@contextmanager
def _service(folder: Path) -> Iterator[Place]:
    """Run a service of our own, with everything that it keeps in ``folder``."""
    state, reports, log = folder / "state", folder / "reports", folder / "service.log"
    state.mkdir()
    reports.mkdir()
    port = _free_port()
    address = f"http://127.0.0.1:{port}"
    with log.open("wb") as output:
        service = subprocess.Popen(
            SERVICE, cwd=folder, env=_service_environ(state, port), stdout=output, stderr=output
        )
    try:
        _await_ready(service, address, log)
        yield Place(
            project=folder / ROOT,
            reports=reports,
            environ=_client_environ(f"{address}/api", (state / "token").read_text().strip()),
        )
    finally:
        service.terminate()
        try:
            service.wait(timeout=30)
        except subprocess.TimeoutExpired:
            service.kill()


def _service_environ(state: Path, port: int) -> dict[str, str]:
    return {
        **{name: value for name, value in os.environ.items() if "INTEGRATES_" not in name},
        "PYTHONPATH": str(REPOSITORY / "back" / "src"),
        "INTEGRATES_ENVIRONMENT": "development",
        "INTEGRATES_LAME_DUCK": "0",
        "INTEGRATES_METRICS_PORT": "0",
        "INTEGRATES_PORT": str(port),
        "INTEGRATES_STATE_DIR": str(state),
    }


def _client_environ(url: str, token: str) -> dict[str, str]:
    """Return what the client needs and nothing of a build that the demo may run in."""
    environ = {
        "PATH": os.environ.get("PATH", ""),
        "PYTHONUTF8": "1",
        "INTEGRATES_API_TOKEN": token,
        "INTEGRATES_API_URL": url,
    }
    if sys.stdout.isatty():
        environ["COLUMNS"] = str(shutil.get_terminal_size().columns)
    return environ


def _await_ready(service: subprocess.Popen[bytes], address: str, log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and service.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/readyz", timeout=5):  # noqa: S310 - our own
                return
        except OSError:
            time.sleep(0.1)
    lines = log.read_text(errors="replace").splitlines()[-20:]
    raise Unexpected("\n".join(("the service does not get ready; its last words:", *lines)))


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def _title(text: str) -> None:
    is_bold = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    print(f"\n\x1b[1m== {text} ==\x1b[0m\n" if is_bold else f"\n== {text} ==\n", flush=True)


def _complete(report: Path, project: Path) -> None:
    content = json.loads(report.read_text())
    for run in content["runs"]:  # ruff tells absolute paths, and not which folder they are in
        run["originalUriBaseIds"] = {"PROJECT": {"uri": f"{project.as_uri()}/"}}
    report.write_text(json.dumps(content))


def _spot(result: Mapping[str, Any]) -> Spot:
    place = result["locations"][0]["physicalLocation"]
    return result["ruleId"], place["artifactLocation"]["uri"], json.dumps(place["region"])


def _replace(path: Path, old: str, new: str) -> None:
    before, after = path.read_text().split(old)  # it is there once
    path.write_text(f"{before}{new}{after}")


def _move_to_the_end(path: Path, function: str) -> None:
    text = path.read_text()
    [found] = re.findall(rf"^def {function}\(.*?\n\n\n", text, re.MULTILINE | re.DOTALL)
    path.write_text(f"{text.replace(found, '')}\n\n{found.rstrip()}\n")


if __name__ == "__main__":
    sys.exit(main())
