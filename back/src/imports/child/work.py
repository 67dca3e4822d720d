"""What the comparing process does: read, match, write; with files in and files out."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from db_model.imports.types import ReportFormat
from db_model.vulnerabilities.types import Detection
from imports.child.files import (
    CLOSING,
    ENTRIES,
    KEPT,
    RULES,
    SKETCHES,
    LineWriter,
    read_known,
    read_lines,
    read_scanned,
    write_lines,
)
from imports.child.sketches import before_of, check_key, kept
from imports.child.sketches import write as write_sketches
from imports.child.types import Entry, Sketching, Summary, Tally
from imports.formats.bounds import Bounds
from imports.formats.reading import format_of, read
from imports.matching import Matched, match
from imports.reports import Report, ResultText

_TEXTS = "texts.ndjson"


def compare_files(
    report_path: Path,
    known_path: Path,
    out: Path,
    *,
    asked: ReportFormat,
    bounds: Bounds,
    sketching: Sketching,
) -> Summary:
    """Compare the report with what is known and write what comes of it into ``out``.

    It is entries, rules, closings and, where there are any, sketches.

    Raises:
        ReportRefused: the report breaks a bound, is not of its format, is truncated or malformed,
            or was prepared for another root.
    """
    texts = out / _TEXTS
    format_ = format_of(report_path, asked, bounds)
    with LineWriter(texts) as writer:
        report = read(report_path, format_, bounds=bounds, keep=writer.write)
    report = _of_what_was_scanned(report, read_scanned(out))
    check_key(report, sketching.key)
    known, before = tuple(read_known(known_path)), before_of(report, sketching, bounds)
    matched = match(report, known, before)
    write_lines(out / RULES, report.rules)
    write_lines(out / CLOSING, matched.closing)
    write_lines(out / KEPT, matched.kept)
    write_lines(out / ENTRIES, _entries(report, matched, read_lines(texts, ResultText)))
    texts.unlink()
    sketches = kept(report, known, matched, before, bounds=bounds)
    if sketches:
        write_sketches(out / SKETCHES, sketches)
    return _summary(format_, report, matched, tuple(sketches))


def _of_what_was_scanned(report: Report, scanned: tuple[str, ...] | None) -> Report:
    """Return ``report`` as one of ``scanned``: what somebody said counts before what it says."""
    if scanned is None:
        return report
    return replace(report, runs=tuple(replace(run, scanned=scanned) for run in report.runs))


def _entries(report: Report, matched: Matched, texts: Iterator[ResultText]) -> Iterator[Entry]:
    for result, outcome, text in zip(report.results, matched.outcomes, texts, strict=True):
        yield Entry(
            run_index=result.run_index,
            result_index=result.result_index,
            kind=outcome.kind,
            explanation=outcome.explanation,
            detection=Detection(
                tool=result.tool,
                rule=result.rule,
                path=result.path,
                region=result.region,
                content=result.content,
                message=text.message,
                message_hash=result.message_hash,
                fingerprint=result.fingerprint,
                package=result.package,
                parameter=result.parameter,
                line=result.line,
                statement=result.statement,
            ),
            snippet=text.snippet,
            level=result.level,
            layer=outcome.layer,
            vulnerability=outcome.vulnerability,
            duplicate_of=outcome.duplicate_of,
            differs=outcome.differs,
            absorbed=outcome.absorbed,
        )


def _summary(
    format_: ReportFormat, report: Report, matched: Matched, sketched: tuple[str, ...]
) -> Summary:
    counts = Counter(outcome.kind.lower() for outcome in matched.outcomes)
    return Summary(
        format=format_,
        results=len(report.results),
        tally=Tally(
            **counts,
            closing=sum(not each.is_merged for each in matched.closing),
            kept=len(matched.kept),
        ),
        tools=matched.verdicts,
        notices=tuple(dict.fromkeys(notice for run in report.runs for notice in run.notices)),
        sketched=sketched,
    )
