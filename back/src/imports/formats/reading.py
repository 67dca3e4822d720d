"""Reports of every format: which one it is, and what it says."""

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final, TypeAlias

from db_model.imports.types import ReportFormat
from imports.formats import (
    bandit,
    checkov,
    cyclonedx,
    detect_secrets,
    eslint,
    generic_csv,
    generic_json,
    gitleaks,
    grype,
    npm_audit,
    nuclei,
    osv_scanner,
    pip_audit,
    sarif,
    semgrep,
    trivy,
    zap,
)
from imports.formats.bounds import Bounds
from imports.formats.detection import detected
from imports.formats.gathering import gathered
from imports.formats.hits import Reading
from imports.reports import Report, ResultText

Reader: TypeAlias = Callable[[Path, Bounds], Reading]

READERS: Final[Mapping[ReportFormat, Reader]] = MappingProxyType(
    {
        ReportFormat.BANDIT: bandit.read,
        ReportFormat.CHECKOV: checkov.read,
        ReportFormat.CYCLONEDX: cyclonedx.read,
        ReportFormat.DETECT_SECRETS: detect_secrets.read,
        ReportFormat.ESLINT: eslint.read,
        ReportFormat.GENERIC_CSV: generic_csv.read,
        ReportFormat.GENERIC_JSON: generic_json.read,
        ReportFormat.GITLEAKS: gitleaks.read,
        ReportFormat.GRYPE: grype.read,
        ReportFormat.NPM_AUDIT: npm_audit.read,
        ReportFormat.NUCLEI: nuclei.read,
        ReportFormat.OSV_SCANNER: osv_scanner.read,
        ReportFormat.PIP_AUDIT: pip_audit.read,
        ReportFormat.SEMGREP: semgrep.read,
        ReportFormat.TRIVY: trivy.read,
        ReportFormat.ZAP: zap.read,
    }
)
_NOTHING: Final = Report(runs=(), rules=(), results=())


def format_of(path: Path, asked: ReportFormat, bounds: Bounds) -> ReportFormat:
    """Return the format to read the report as; ``AUTO`` where it is an empty list.

    Raises:
        ReportRefused: its content does not tell.
    """
    if asked is not ReportFormat.AUTO:
        return asked
    return detected(path, bounds) or ReportFormat.AUTO


def read(
    path: Path,
    format_: ReportFormat,
    *,
    bounds: Bounds,
    keep: Callable[[ResultText], object],
) -> Report:
    """Read a report, plain or gzip; ``keep`` is given the texts of each result, in order.

    Raises:
        ReportRefused: it breaks a bound, is not of the format, is truncated or malformed.
    """
    if format_ is ReportFormat.AUTO:
        return _NOTHING
    if format_ is ReportFormat.SARIF:
        return sarif.read(path, bounds=bounds, keep=keep)
    return gathered(READERS[format_](path, bounds), bounds, keep)
