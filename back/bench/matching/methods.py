"""The methods that other platforms use, each as small as it is: labels for both sides."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from typing import TypeAlias

from matching.metrics import Labels
from matching.sides import Side, column_of, line_of

from imports.reports import ReportResult

Method: TypeAlias = Callable[[Side, Side], Labels]
Pairs: TypeAlias = dict[int, int]


def rule_path_line(old: Side, new: Side) -> Labels:
    return _each(old, new, lambda side, at: _rule_place(side.results[at]))


def title_cwe_line_file(old: Side, new: Side) -> Labels:
    def label(side: Side, at: int) -> Hashable:
        result = side.results[at]
        cwes = next((rule.cwes for rule in side.report.rules if rule.id == result.rule), ())
        return side.texts[at].message, cwes, line_of(result), result.path

    return _each(old, new, label)


def fingerprint_or_snippet(old: Side, new: Side) -> Labels:
    def label(side: Side, at: int) -> Hashable:
        result = side.results[at]
        snippet = hashlib.sha256(side.texts[at].snippet.encode()).hexdigest()
        return result.fingerprint or (result.rule, result.path, snippet)

    return _each(old, new, label)


def greedy(old: Side, new: Side) -> Labels:
    """Pair what has one content in one file, the nearest line first; then in any file."""
    pairs: Pairs = {}
    for key in (_in_file, _content):
        now = _grouped(new, key, set(pairs.values()))
        for label, then in _grouped(old, key, pairs.keys()).items():
            pairs |= _nearest(old, new, then, now.get(label, ()))
    return paired(old, new, pairs)


def _nearest(old: Side, new: Side, then: Sequence[int], after: Sequence[int]) -> Pairs:
    """Return the pairs of the nearest lines first; at one distance, in the order of places."""
    near = sorted(
        (abs(line_of(old.results[one]) - line_of(new.results[other])), rank, place)
        for rank, one in enumerate(then)
        for place, other in enumerate(after)
    )
    pairs: Pairs = {}
    taken: set[int] = set()
    for _, rank, place in near:
        one, other = then[rank], after[place]
        if one not in pairs and other not in taken:
            pairs[one] = other
            taken.add(other)
    return pairs


def sequence(old: Side, new: Side) -> Labels:
    """Map files by what their results have in common, then align the results of each."""
    before, now = _by_file(old), _by_file(new)
    pairs: Pairs = {}
    for path, at in _files(old, new, before, now).items():
        then, after = before[path], now[at]
        said = [_content(old.results[each]) for each in then]
        says = [_content(new.results[each]) for each in after]
        for block in SequenceMatcher(None, said, says, autojunk=False).get_matching_blocks():
            for step in range(block.size):
                pairs[then[block.a + step]] = after[block.b + step]
    return paired(old, new, pairs)


def paired(old: Side, new: Side, pairs: Pairs) -> Labels:
    """Return the labels that say that these are pairs, and the others none."""
    turned = {other: one for one, other in pairs.items()}
    return (
        range(len(old.results)),
        [turned.get(at, -1 - at) for at in range(len(new.results))],
    )


def _files(
    old: Side, new: Side, before: Mapping[str, list[int]], now: Mapping[str, list[int]]
) -> dict[str, str]:
    """Return the new path by the old one, those first that have the most results in common."""
    holding: defaultdict[Hashable, set[str]] = defaultdict(set)
    for path, its in now.items():
        for each in its:
            holding[_content(new.results[each])].add(path)
    shared: Counter[tuple[str, str]] = Counter()
    for path, its in before.items():
        for key in {_content(old.results[each]) for each in its}:
            shared.update((path, at) for at in holding.get(key, ()))
    files: dict[str, str] = {}
    taken: set[str] = set()
    for path, at in sorted(shared, key=lambda both: (both[0] != both[1], -shared[both], both)):
        if path not in files and at not in taken:
            files[path] = at
            taken.add(at)
    return files


def _by_file(side: Side) -> dict[str, list[int]]:
    files: defaultdict[str, list[int]] = defaultdict(list)
    for at in _in_order(side):
        files[side.results[at].path].append(at)
    return files


def _grouped(
    side: Side, key: Callable[[ReportResult], Hashable], done: Iterable[int]
) -> dict[Hashable, list[int]]:
    groups: defaultdict[Hashable, list[int]] = defaultdict(list)
    without = set(done)
    for at in _in_order(side):
        if at not in without:
            groups[key(side.results[at])].append(at)
    return groups


def _in_order(side: Side) -> list[int]:
    """Return the results' indexes in the order of their places, whatever the report's order."""

    def order(at: int) -> tuple[str, int, int]:
        result = side.results[at]
        return result.path, line_of(result), column_of(result)

    return sorted(range(len(side.results)), key=order)


def _each(old: Side, new: Side, label: Callable[[Side, int], Hashable]) -> Labels:
    def labels(side: Side) -> Sequence[Hashable]:
        return [label(side, at) for at in range(len(side.results))]

    return labels(old), labels(new)


def _rule_place(result: ReportResult) -> Hashable:
    return result.rule, result.path, line_of(result)


def _content(result: ReportResult) -> Hashable:
    return result.rule, result.content or result.message_hash


def _in_file(result: ReportResult) -> Hashable:
    return result.path, _content(result)
