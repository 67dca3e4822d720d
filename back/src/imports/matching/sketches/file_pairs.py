"""Which file of before is which file of now, told by the lines that they share.

Lines count by how rare they are, as words do in a search: two files that share what many
hold share nothing.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import Final, TypeAlias, TypeVar

from imports.matching.sketches.joining import BLANK
from imports.reports import FileSketch

_T = TypeVar("_T", bound=Hashable)
Holders: TypeAlias = Mapping[int, list[str]]

_MOST_LINES: Final = 400_000  # distinct ones; of more, only each n-th is looked at
_MOST_PAIRS: Final = 100  # of files that a line may suggest
_MOST_CANDIDATES: Final = 8  # for one file
_LEAST_SHARED: Final = 0.3
_SAME_PATH: Final = 0.25  # what the path counts for beside the content, and what git says
_TOLD: Final = 0.3
_LEAST_TOLD: Final = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class _Side:
    """The files of a side that changed: their lines, and who holds a line."""

    sketches: Mapping[str, FileSketch]
    lines: Mapping[str, frozenset[int]]
    holders: Holders


def numbers(sketch: FileSketch) -> list[int]:
    """Return the lines' hashes as numbers, fit to be compared with others of this process."""
    return memoryview(sketch.lines).cast("I").tolist()


def paired_files(
    before: Mapping[str, FileSketch], now: Mapping[str, FileSketch]
) -> Mapping[str, str]:
    """Return the path of now by the path of before, one-to-one.

    A file that did not change is itself.  Of the others, the most alike are paired first; a
    path counts for something, and so does what git told.  What is left keeps its path.
    """
    files = {
        path: path
        for path, sketch in before.items()
        if path in now and now[path].lines == sketch.lines
    }
    old, new = _sides(before, now, frozenset(files))
    taken = set(files)
    for *_, was, became in sorted(_scored(old, new)):
        if was not in files and became not in taken:
            files[was] = became
            taken.add(became)
    files |= {
        path: path for path in old.lines if path in new.lines and path not in files.keys() | taken
    }
    return files


def _sides(
    before: Mapping[str, FileSketch], now: Mapping[str, FileSketch], same: frozenset[str]
) -> tuple[_Side, _Side]:
    sides = [
        {path: each for path, each in side.items() if path not in same} for side in (before, now)
    ]
    total = sum(len(sketch.lines) // 4 for side in sides for sketch in side.values())
    nth = -(-total // _MOST_LINES)
    old, new = (_side(side, nth) for side in sides)
    return old, new


def _side(sketches: Mapping[str, FileSketch], nth: int) -> _Side:
    lines = {
        path: frozenset(line for line in numbers(each) if line != BLANK and line % nth == 0)
        for path, each in sketches.items()
    }
    holders: defaultdict[int, list[str]] = defaultdict(list)
    for path, held in lines.items():
        for line in held:
            holders[line].append(path)
    return _Side(sketches=sketches, lines=lines, holders=holders)


def _scored(old: _Side, new: _Side) -> Iterator[tuple[float, int, list[str], str, str]]:
    """Yield pairs of files that may be one, so that the surest sorts first."""
    files = len(old.lines) + len(new.lines)

    def weight(lines: Iterable[int]) -> float:
        of = (len(old.holders.get(line, ())) + len(new.holders.get(line, ())) for line in lines)
        return sum(log(1 + files / holders) for holders in of)

    whole_old = {path: weight(lines) for path, lines in old.lines.items()}
    whole_new = {path: weight(lines) for path, lines in new.lines.items()}
    for was, became in _candidates(old, new):
        both = whole_old[was] + whole_new[became]
        shared = old.lines[was] & new.lines[became]
        likeness = round(2 * weight(shared) / both, 9) if both else 1.0
        least, bonus = _bounds(old.sketches[was], new.sketches[became])
        if likeness >= least and (shared or not both):
            yield -likeness - bonus, -_common_end(was, became), sorted((was, became)), was, became


def _bounds(old: FileSketch, new: FileSketch) -> tuple[float, float]:
    """Return how alike the files must be, and what their names count for beside that."""
    is_same_path = old.path == new.path
    is_told = bool(old.identity) and old.identity in new.renamed_from
    least = 0.0 if is_same_path else _LEAST_TOLD if is_told else _LEAST_SHARED
    return least, _SAME_PATH * is_same_path + _TOLD * is_told


def _candidates(old: _Side, new: _Side) -> Iterator[tuple[str, str]]:
    """Yield each pair once: by rare lines, path, name, whole content and what git told."""
    told = {origin: path for path, each in new.sketches.items() for origin in each.renamed_from}
    equal = _by(new.sketches, lambda path: new.sketches[path].lines)
    namesakes = _by(new.sketches, lambda path: path.rpartition("/")[2])
    for path, sketch in old.sketches.items():
        others = dict.fromkeys(_sharing(old.lines[path], old, new))
        others |= dict.fromkeys(_few(equal.get(sketch.lines, ())))
        others |= dict.fromkeys(_few(namesakes.get(path.rpartition("/")[2], ())))
        others |= {path: None} if path in new.sketches else {}
        if sketch.identity in told:
            others[told[sketch.identity]] = None
        yield from ((path, other) for other in others)


def _sharing(lines: frozenset[int], old: _Side, new: _Side) -> Iterator[str]:
    """Yield the files that share the most rare lines."""
    shared: Counter[str] = Counter()
    for line in lines:
        others = new.holders.get(line, ())
        if others and len(others) * len(old.holders[line]) <= _MOST_PAIRS:
            shared.update(others)
    best = sorted(shared, key=lambda path: (-shared[path], path))
    yield from best[:_MOST_CANDIDATES]


def _by(sketches: Mapping[str, FileSketch], trait: Callable[[str], _T]) -> Mapping[_T, list[str]]:
    groups: defaultdict[_T, list[str]] = defaultdict(list)
    for path in sketches:
        groups[trait(path)].append(path)
    return groups


def _few(paths: Sequence[str]) -> Sequence[str]:
    return paths if len(paths) <= _MOST_CANDIDATES else ()


def _common_end(before: str, now: str) -> int:
    both = zip(reversed(before.split("/")), reversed(now.split("/")), strict=False)
    parts = [one == other for one, other in both]
    return parts.index(False) if False in parts else len(parts)
