"""A SARIF log without its results: runs, tools, rules, files; read before the results.

Members come in any order, results often first, so that what they refer to is read in a
pass of its own.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from imports.formats.bounds import Bounds
from imports.formats.errors import MalformedReport, NotSarif, ReportTooLarge
from imports.formats.json_parts import Wanted, parts
from imports.formats.json_stream import events
from imports.formats.json_values import Node, node_of, nodes_of, text_of
from imports.formats.locations import bases_of
from imports.formats.sarif_rules import Descriptor, descriptor_of
from imports.formats.sarif_sketches import UNMARKED, Mark, Told, decoded, mark_of, told_of
from imports.formats.sarif_targets import is_target, targets_of
from imports.formats.texts import cleaned
from imports.reports import FileSketch, ReportRun

_VERSION: Final = "2.1.0"
_LONGEST_NAME: Final = 100
_LONGEST_NOTICE: Final = 300
_MOST_NOTICES: Final = 20
_MOST_ARTIFACTS: Final = 200_000


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOutline:
    """``groups`` are the rules of the driver and of each extension; ``artifacts`` are URIs.

    ``targets`` are those that the tool says it was told to look at; ``sketches`` are those of
    its artifacts by path, if the run was prepared.
    """

    run: ReportRun
    groups: tuple[tuple[Descriptor, ...], ...]
    by_id: Mapping[str, Descriptor]
    artifacts: tuple[str, ...]
    bases: tuple[str, ...]
    sketches: Mapping[str, FileSketch]
    targets: tuple[str, ...] = ()


@dataclass(slots=True)
class _Draft:
    """A run while it is read; ``groups[0]`` are the driver's rules."""

    place: str
    name: str = ""
    version: str = ""
    results: int = 0
    groups: list[list[Descriptor]] = field(default_factory=lambda: [[]])
    artifacts: list[str] = field(default_factory=list)
    targets: list[str] = field(default_factory=list)
    bases: tuple[str, ...] = ()
    successes: list[bool] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    mark: Mark = UNMARKED
    told: list[Told] = field(default_factory=list)
    told_bytes: int = 0


def read_outline(path: Path, bounds: Bounds) -> tuple[RunOutline, ...]:
    """Read the runs of a SARIF 2.1.0 log, whole: a truncated one is found out here.

    Raises:
        ReportRefused: the file breaks a bound, is no SARIF 2.1.0, or is malformed.
    """
    drafts: list[_Draft] = []
    version = ""
    seen_runs = False
    for found, event, value in parts(events(path, bounds), _WANTED):
        if found == "version":
            version = value if isinstance(value, str) else ""
        elif found == "runs":
            seen_runs = event == "start_array"
        elif found == "runs.item":
            drafts.append(_new_draft(len(drafts), event, bounds))
        else:
            _TAKE[found](drafts[-1], value)
            _check_bounds(drafts, bounds)
    if version != _VERSION:
        raise NotSarif(f"its version is {version[:20]!r}" if version else "it tells no version")
    if not seen_runs:
        raise NotSarif("it has no list of runs")
    return tuple(_finished(draft) for draft in drafts)


def _new_draft(index: int, event: str, bounds: Bounds) -> _Draft:
    if event != "start_map":
        raise MalformedReport(f"runs[{index}]", "it should be an object")
    if index >= bounds.runs:
        raise ReportTooLarge("runs", bounds.runs)
    return _Draft(place=f"runs[{index}]")


def _check_bounds(drafts: list[_Draft], bounds: Bounds) -> None:
    draft = drafts[-1]
    if draft.results > bounds.results or sum(each.results for each in drafts) > bounds.results:
        raise ReportTooLarge("results", bounds.results)
    if sum(len(group) for group in draft.groups) > bounds.rules:
        raise ReportTooLarge("rules", bounds.rules)
    if len(draft.artifacts) > _MOST_ARTIFACTS:
        raise ReportTooLarge("artifacts", _MOST_ARTIFACTS)
    if draft.told_bytes and sum(each.told_bytes for each in drafts) > bounds.sketch_bytes:
        raise ReportTooLarge("bytes of line sketches", bounds.sketch_bytes)


def _finished(draft: _Draft) -> RunOutline:
    if not draft.name:
        raise MalformedReport(f"{draft.place}.tool.driver.name", "it should name the tool")
    by_id: dict[str, Descriptor] = {}
    for group in draft.groups:
        for rule in group:
            by_id.setdefault(rule.id, rule)
    return RunOutline(
        run=ReportRun(
            tool=draft.name,
            version=draft.version,
            successful=all(draft.successes) if draft.successes else None,
            results=draft.results,
            notices=(*draft.mark.notices, *draft.notices[:_MOST_NOTICES]),
            scanned=draft.mark.scanned,
            key=draft.mark.key,
        ),
        groups=tuple(tuple(group) for group in draft.groups),
        by_id=MappingProxyType(by_id),
        artifacts=tuple(draft.artifacts),
        bases=draft.bases,
        targets=targets_of(draft.name, draft.artifacts, draft.targets),
        sketches=MappingProxyType(decoded(draft.told, draft.bases) if draft.mark.key else {}),
    )


def _take_name(draft: _Draft, value: Any) -> None:
    if not isinstance(value, str):
        raise MalformedReport(f"{draft.place}.tool.driver.name", "it should be text")
    draft.name = cleaned(value.strip(), _LONGEST_NAME)


def _take_version(draft: _Draft, value: Any) -> None:
    if isinstance(value, str) and not draft.version:
        draft.version = cleaned(value.strip(), _LONGEST_NAME)


def _take_rule(draft: _Draft, value: Any) -> None:
    group = draft.groups[-1]
    place = f"{draft.place}.tool rules[{len(group)}]"
    group.append(descriptor_of(_object(value, place), place))


def _take_driver_rule(draft: _Draft, value: Any) -> None:
    group = draft.groups[0]
    place = f"{draft.place}.tool.driver.rules[{len(group)}]"
    group.append(descriptor_of(_object(value, place), place))


def _take_extension(draft: _Draft, _value: Any) -> None:
    draft.groups.append([])


def _take_artifact(draft: _Draft, value: Any) -> None:
    place = f"{draft.place}.artifacts[{len(draft.artifacts)}]"
    artifact = _object(value, place)
    uri = text_of(node_of(artifact, "location", place), "uri", place)
    draft.artifacts.append(uri)
    if uri and is_target(artifact, place):
        draft.targets.append(uri)
    if told := told_of(artifact, uri, place):
        draft.told.append(told)
        draft.told_bytes += told.size_bytes


def _take_mark(draft: _Draft, value: Any) -> None:
    draft.mark = mark_of(value, f"{draft.place}.properties.integrates")


def _take_bases(draft: _Draft, value: Any) -> None:
    place = f"{draft.place}.originalUriBaseIds"
    bases = _object(value, place)
    draft.bases = bases_of({key: node_of(bases, key, place) for key in bases}, place)


def _take_invocation(draft: _Draft, value: Any) -> None:
    place = f"{draft.place}.invocations"
    invocation = _object(value, place)
    successful = invocation.get("executionSuccessful")
    if isinstance(successful, bool):
        draft.successes.append(successful)
    for key in ("toolExecutionNotifications", "toolConfigurationNotifications"):
        for notice in nodes_of(invocation, key, place):
            if text_of(notice, "level", place) == "error":
                message = text_of(node_of(notice, "message", place), "text", place)
                draft.notices.append(cleaned(message.strip(), _LONGEST_NOTICE))


def _take_result(draft: _Draft, _value: Any) -> None:
    draft.results += 1


def _object(value: Any, place: str) -> Node:
    if not isinstance(value, dict):
        raise MalformedReport(place, "it should be an object")
    return value


_TAKE: Final[Mapping[str, Callable[[_Draft, Any], None]]] = {
    "runs.item.tool.driver.name": _take_name,
    "runs.item.tool.driver.version": _take_version,
    "runs.item.tool.driver.semanticVersion": _take_version,
    "runs.item.tool.driver.rules.item": _take_driver_rule,
    "runs.item.tool.extensions.item": _take_extension,
    "runs.item.tool.extensions.item.rules.item": _take_rule,
    "runs.item.artifacts.item": _take_artifact,
    "runs.item.originalUriBaseIds": _take_bases,
    "runs.item.invocations.item": _take_invocation,
    "runs.item.properties.integrates": _take_mark,
    "runs.item.results.item": _take_result,
}
_MARKS: Final = frozenset(
    {"runs", "runs.item", "runs.item.tool.extensions.item", "runs.item.results.item"}
)
_WANTED: Final = Wanted(
    values=frozenset({"version", *_TAKE}) - _MARKS,
    marks=_MARKS,
    without=frozenset({"contents", "environmentVariables", "deprecatedIds"}),
)
