"""The report on disk: opened for upload, and read here for what the server does not keep."""

import gzip
import json
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Final, TypeAlias
from urllib.parse import unquote, urlsplit

from integrates_ci.errors import Undecided, WrongUsage
from integrates_ci.values import OPEN_STATE, Vulnerability

Places: TypeAlias = Mapping[tuple[int, int], Vulnerability]

STANDARD_INPUT: Final = "-"
PLAIN_BYTES: Final = 1024 * 1024  # what is larger is packed before it is sent
READ_BYTES: Final = 64 * 1024 * 1024  # unpacked; reading takes about ten times that in memory
SCORES: Final = {"error": 7.5, "warning": 5.0, "note": 2.5, "none": 0.0}
_GZIP: Final = b"\x1f\x8b"


@contextmanager
def opened(path: str) -> Iterator[BinaryIO]:
    """Open a report for upload: as it is when small or packed already, else packed.

    Raises:
        WrongUsage: it cannot be read.
    """
    try:
        with _seekable(path) as file:
            is_packed = file.read(2) == _GZIP
            if is_packed or file.seek(0, 2) <= PLAIN_BYTES:
                yield file
                return
            with tempfile.TemporaryFile() as packed:
                file.seek(0)
                with gzip.GzipFile("", "wb", fileobj=packed, mtime=0) as target:
                    shutil.copyfileobj(file, target)
                yield packed
    except OSError as error:
        if error.filename is None:
            raise
        raise WrongUsage(f"{path} cannot be read: {error.strerror}") from error


def places(file: BinaryIO) -> Places:
    """Return what a SARIF report says of each of its results, by run and result.

    Raises:
        Undecided: it is too large to be read here, or not SARIF.
    """
    try:
        report = json.loads(_unpacked(file))
        if not isinstance(report, dict) or "runs" not in report:
            raise Undecided(
                "What a dry run would create is told from a report in SARIF alone,"
                " so a gate on one, or on another branch than the root's, needs SARIF"
            )
        return {
            (run_index, result_index): _place(run, result)
            for run_index, run in enumerate(report["runs"])
            for result_index, result in enumerate(run.get("results") or ())
        }
    except (AttributeError, EOFError, LookupError, OSError, TypeError, ValueError) as error:
        raise Undecided(f"The report cannot be read here: {error!r}") from error


@contextmanager
def _seekable(path: str) -> Iterator[BinaryIO]:
    if path != STANDARD_INPUT:
        with Path(path).open("rb") as file:
            yield file
        return
    with tempfile.TemporaryFile() as file:
        shutil.copyfileobj(sys.stdin.buffer, file)
        file.seek(0)
        yield file


def _unpacked(file: BinaryIO) -> bytes:
    file.seek(0)
    is_packed = file.read(2) == _GZIP
    file.seek(0)
    source = gzip.GzipFile(fileobj=file) if is_packed else file
    data = source.read(READ_BYTES + 1)
    if len(data) > READ_BYTES:
        raise Undecided(f"The report has more than {READ_BYTES} bytes, too many to read here")
    return data


def _place(run: Mapping[str, Any], result: Mapping[str, Any]) -> Vulnerability:
    rule = _rule(run["tool"]["driver"].get("rules") or (), result)
    name = result.get("ruleId") or rule.get("id") or "a rule without a name"
    locations = result.get("locations") or [{}]
    physical = locations[0].get("physicalLocation") or {}
    line = (physical.get("region") or {}).get("startLine")
    return Vulnerability(
        id="",
        title=str(name),
        where=_path((physical.get("artifactLocation") or {}).get("uri") or ""),
        specific="" if line is None else str(line),
        state=OPEN_STATE,
        severity=_severity(rule, result),
    )


def _rule(rules: Sequence[Mapping[str, Any]], result: Mapping[str, Any]) -> Mapping[str, Any]:
    reference = result.get("rule") or {}
    index = int(result.get("ruleIndex", reference.get("index", -1)))
    if 0 <= index < len(rules):
        return rules[index]
    name = result.get("ruleId") or reference.get("id")
    return next((rule for rule in rules if rule.get("id") == name), {})


def _severity(rule: Mapping[str, Any], result: Mapping[str, Any]) -> float:
    score = (rule.get("properties") or {}).get("security-severity")
    if score is not None:
        return float(score)
    default = (rule.get("defaultConfiguration") or {}).get("level", "warning")
    return SCORES[result.get("level", default)]


def _path(uri: str) -> str:
    return unquote(urlsplit(uri).path if uri.startswith("file:") else uri)
