"""The report that a reader's results make: compact, bounded, its texts kept elsewhere."""

from collections.abc import Callable, Iterator
from sys import intern
from typing import Final

from imports.formats.bounds import Bounds
from imports.formats.errors import ReportTooLarge
from imports.formats.hits import Hit, Reading
from imports.formats.listed import whole_list
from imports.formats.locations import path_of, paths_of
from imports.formats.seen_rules import SeenRules, Taken
from imports.formats.texts import cleaned, content_hash, digest, message_hash
from imports.reports import Report, ReportResult, ReportRun, ResultText, Standing

_LONGEST_NAME: Final = 100
_LONGEST_NOTICE: Final = 300
_LONGEST_TEXT: Final = 2_000
_LONGEST_PARAMETER: Final = 256
_MOST_NOTICES: Final = 20
_UNNAMED: Final = "unnamed tool"


def gathered(reading: Reading, bounds: Bounds, keep: Callable[[ResultText], object]) -> Report:
    """Return the report; ``keep`` is given the texts of each result, in order.

    Raises:
        ReportRefused: it has too many results or rules, or the reader refuses it.
    """
    results: list[ReportResult] = []
    seen = SeenRules()
    for each in _taken(reading):
        if len(results) == bounds.results:
            raise ReportTooLarge("results", bounds.results)
        keep(each.text)
        results.append(each.result)
        if each.result.standing is not Standing.IGNORED:
            seen.add(each)
        if len(seen) > bounds.rules:
            raise ReportTooLarge("rules", bounds.rules)
    run = ReportRun(
        tool=_tool(reading),
        version=cleaned(reading.version.strip(), _LONGEST_NAME),
        successful=reading.successful,
        results=len(results),
        notices=tuple(
            cleaned(notice.strip(), _LONGEST_NOTICE) for notice in reading.notices[:_MOST_NOTICES]
        ),
        scanned=paths_of(reading.scanned),
        files=whole_list(paths_of(reading.files), {each.path for each in results}),
    )
    return Report(runs=(run,), rules=tuple(seen.told()), results=tuple(results))


def _tool(reading: Reading) -> str:
    return cleaned(reading.tool.strip(), _LONGEST_NAME) or _UNNAMED


def _taken(reading: Reading) -> Iterator[Taken]:
    tool = intern(_tool(reading))
    for index, hit in enumerate(reading.hits):
        yield Taken(
            result=_result(tool, index, hit),
            text=ResultText(
                message=cleaned(hit.message.strip(), _LONGEST_TEXT),
                snippet=cleaned(hit.snippet, _LONGEST_TEXT),
            ),
            rule=hit.rule,
            rating=hit.rule.rating,
            cwes=hit.rule.cwes,
        )


def _result(tool: str, index: int, hit: Hit) -> ReportResult:
    return ReportResult(
        run_index=0,
        result_index=index,
        tool=tool,
        rule=intern(hit.rule.id),
        path=intern(hit.path if hit.parameter is not None else path_of(hit.path)),
        region=hit.region,
        content=digest(f"secret:{hit.secret}") if hit.secret else content_hash(hit.snippet),
        message_hash=message_hash(hit.message),
        level=hit.rule.level,
        fingerprint=hit.fingerprint,
        standing=hit.standing,
        package=hit.package,
        parameter=None if hit.parameter is None else cleaned(hit.parameter, _LONGEST_PARAMETER),
    )
