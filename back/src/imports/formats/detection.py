"""Which format a report is of, by a bounded look at its beginning."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import Final

from db_model.imports.types import ReportFormat as Format
from imports.formats.bounds import Bounds
from imports.formats.errors import UnknownFormat
from imports.formats.generic_csv import NEEDED
from imports.formats.generic_json import MARK
from imports.formats.json_stream import Event, events
from imports.formats.unpacking import chunks

_MOST_EVENTS: Final = 50_000
_DEEPEST: Final = 4
_LONGEST_KEY: Final = 64
_LONGEST_HEADER: Final = 64 * 1024
_EMPTY_LIST: Final = ("start_array", "end_array")

# What only reports of a format have, where they have it: the first that is whole decides.
_SIGNS: Final = (
    (Format.GENERIC_JSON, {MARK}),
    (Format.SARIF, {"runs"}),
    (Format.CYCLONEDX, {"bomFormat"}),
    (Format.BANDIT, {"results.item.test_id", "results.item.issue_severity"}),
    (Format.BANDIT, {"errors", "metrics", "metrics._totals"}),
    (Format.SEMGREP, {"results.item.check_id", "results.item.extra"}),
    (Format.SEMGREP, {"results", "errors", "paths", "paths.scanned"}),
    (Format.DETECT_SECRETS, {"plugins_used"}),
    (Format.TRIVY, {"SchemaVersion"}),
    (Format.TRIVY, {"Results.item.Target"}),
    (Format.GRYPE, {"matches.item.vulnerability"}),
    (Format.GRYPE, {"matches", "descriptor.name"}),
    (Format.OSV_SCANNER, {"results.item.source", "results.item.packages"}),
    (Format.OSV_SCANNER, {"results", "experimental_config"}),
    (Format.NPM_AUDIT, {"auditReportVersion"}),
    (Format.NPM_AUDIT, {"advisories", "metadata"}),
    (Format.NPM_AUDIT, {"actions", "advisories"}),
    (Format.NPM_AUDIT, {"error.code", "error.summary"}),
    (Format.NPM_AUDIT, {"method", "uri", "message"}),
    (Format.PIP_AUDIT, {"dependencies", "fixes"}),
    (Format.PIP_AUDIT, {"dependencies.item.name", "dependencies.item.vulns"}),
    (Format.PIP_AUDIT, {"item.name", "item.version", "item.vulns"}),
    (Format.ZAP, {"@version", "site"}),
    (Format.ZAP, {"@programName", "site"}),
    (Format.NUCLEI, {"template-id"}),
    (Format.NUCLEI, {"templateID"}),
    (Format.NUCLEI, {"item.template-id"}),
    (Format.CHECKOV, {"check_type", "results"}),
    (Format.CHECKOV, {"item.check_type", "item.results"}),
    (Format.CHECKOV, {"passed", "failed", "checkov_version"}),
    (Format.GITLEAKS, {"item.RuleID", "item.StartLine"}),
    (Format.ESLINT, {"item.filePath", "item.messages"}),
)


def detected(path: Path, bounds: Bounds) -> Format | None:
    """Return the format; ``None`` for an empty list, which is of many and says nothing.

    Raises:
        UnknownFormat: it is of none that is known.
        ReportRefused: it cannot be read so far.
    """
    beginning = b"".join(_beginning(path, bounds)).lstrip()
    if beginning[:1] in (b"{", b"["):
        return _of_json(events(path, bounds, several=True))
    header = beginning.partition(b"\n")[0].decode(errors="replace").replace('"', "")
    if set(NEEDED) <= {name.strip() for name in header.split(",")}:
        return Format.GENERIC_CSV
    raise UnknownFormat


def _beginning(path: Path, bounds: Bounds) -> Iterator[bytes]:
    size = 0
    for chunk in chunks(path, bounds):
        yield chunk
        size += len(chunk)
        if size >= _LONGEST_HEADER:
            return


def _of_json(stream: Iterator[Event]) -> Format | None:
    seen: set[str] = set()
    kinds: list[str] = []
    for kind, path in _told(stream):
        kinds = [*kinds, kind][:3]
        if path not in seen:
            seen.add(path)
            if found := _decided(seen):
                return found
    if tuple(kinds) == _EMPTY_LIST:
        return None
    raise UnknownFormat


def _decided(seen: AbstractSet[str]) -> Format | None:
    return next((format_ for format_, signs in _SIGNS if signs <= seen), None)


def _told(stream: Iterator[Event]) -> Iterator[tuple[str, str]]:
    """Yield each event and the path where it is, as far as the look goes.

    Raises:
        ReportRefused: the report breaks off, or is no JSON, within the look.
    """
    way: list[str] = []
    for count, (kind, value) in enumerate(stream):
        if count > _MOST_EVENTS:
            return
        if kind in ("end_map", "end_array"):
            way.pop()
        elif kind == "map_key":
            way[-1] = value[:_LONGEST_KEY].replace(".", "..")
        yield kind, ".".join(way[:_DEEPEST]) if len(way) <= _DEEPEST else ""
        if kind == "start_map":
            way.append("")
        elif kind == "start_array":
            way.append("item")
