"""A report of each format beside SARIF, and how it is read."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from db_model.imports.types import ReportFormat as Format
from imports.formats.bounds import Bounds
from imports.formats.reading import format_of
from imports.formats.reading import read as read_as
from imports.reports import Report, ResultText
from reports.made import FOLDER

WRITTEN: Final = FOLDER / "written"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """``place`` is where the results are that a test may take away, as keys and indexes."""

    format: Format
    path: Path
    place: tuple[str | int, ...] = ("results",)

    @property
    def content(self) -> bytes:
        return self.path.read_bytes()


def _real(name: str, format_: Format, *place: str | int) -> Sample:
    return Sample(format=format_, path=FOLDER / name, place=place)


def _written(name: str, format_: Format, *place: str | int) -> Sample:
    return Sample(format=format_, path=WRITTEN / name, place=place)


SAMPLES: Final = (
    _real("bandit.json", Format.BANDIT, "results"),
    _real("checkov.json", Format.CHECKOV, 0, "results", "failed_checks"),
    _real("detect-secrets.json", Format.DETECT_SECRETS, "results", "app/settings.py"),
    _real("eslint.json", Format.ESLINT, 0, "messages"),
    _real("semgrep.json", Format.SEMGREP, "results"),
    _written("cyclonedx.json", Format.CYCLONEDX, "vulnerabilities"),
    _written("generic.json", Format.GENERIC_JSON, "results"),
    _written("gitleaks.json", Format.GITLEAKS),
    _written("grype.json", Format.GRYPE, "matches"),
    _written("npm-audit.json", Format.NPM_AUDIT, "vulnerabilities", "lodash", "via"),
    _written("npm-audit-6.json", Format.NPM_AUDIT, "advisories", "1673", "findings"),
    _written("osv-scanner.json", Format.OSV_SCANNER, "results"),
    _written("pip-audit.json", Format.PIP_AUDIT, "dependencies"),
    _written("trivy.json", Format.TRIVY, "Results", 0, "Vulnerabilities"),
    _written("zap.json", Format.ZAP, "site", 0, "alerts"),
)
LINES: Final = (
    _written("generic.csv", Format.GENERIC_CSV),
    _written("nuclei.jsonl", Format.NUCLEI),
)


def read(
    path: Path, asked: Format = Format.AUTO, bounds: Bounds | None = None
) -> tuple[Report, list[ResultText]]:
    texts: list[ResultText] = []
    bounds = bounds or Bounds()
    report = read_as(path, format_of(path, asked, bounds), bounds=bounds, keep=texts.append)
    return report, texts


def read_bytes(
    folder: Path, content: bytes, asked: Format = Format.AUTO, bounds: Bounds | None = None
) -> tuple[Report, list[ResultText]]:
    path = folder / "report"
    path.write_bytes(content)
    return read(path, asked, bounds)
