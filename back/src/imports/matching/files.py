"""Which file of before is which file of now, told by the results that they hold."""

from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final, TypeAlias

from imports.matching.spots import Spot, has_no_content

Trait: TypeAlias = tuple[str, str]
Bags: TypeAlias = Mapping[str, Counter[Trait]]

_MOST_FILES: Final = 20  # what more files hold tells none of them apart
_MOST_NAMESAKES: Final = 50
_MOST_RENAMED_FOLDERS: Final = 5
_ALIKE: Final = 0.5


def mapped_files(old: Sequence[Spot], new: Sequence[Spot]) -> Mapping[str, str]:
    """Return the path of now by the path of before, one-to-one.

    A path that still holds something of what it held stays itself.  Of the others, the
    most alike are paired as renamed; what is left keeps its path, whatever is in it.
    """
    bare = has_no_content(old, new)
    before, now = _bags(old, bare=bare), _bags(new, bare=bare)
    files = {path: path for path in before if path in now and before[path] & now[path]}
    files |= _untouched(_profiles(old, files.keys()), _profiles(new, set(files.values())))
    olds = {path: bag for path, bag in before.items() if path not in files}
    news = {path: bag for path, bag in now.items() if path not in set(files.values())}
    files |= _renamed(olds, news)
    gone, taken = set(files), set(files.values())
    files |= {path: path for path in olds if path in news and path not in gone | taken}
    return MappingProxyType(files)


def _profiles(side: Iterable[Spot], but: Collection[str]) -> Mapping[str, frozenset[Hashable]]:
    """Return, by path, all that the results of a file say and where, but of paths in ``but``."""
    profiles: defaultdict[str, Counter[Hashable]] = defaultdict(Counter)
    for spot in side:
        if spot.path not in but:
            profiles[spot.path][spot.rule, spot.content, spot.message, spot.span] += 1
    return {path: frozenset(each.items()) for path, each in profiles.items()}


def _untouched(
    old: Mapping[str, frozenset[Hashable]], new: Mapping[str, frozenset[Hashable]]
) -> dict[str, str]:
    """Pair files whose results are all as and where those of one file alone were."""
    holding, held = Counter(old.values()), Counter(new.values())
    by_profile = {profile: path for path, profile in new.items()}
    return {
        path: by_profile[profile]
        for path, profile in old.items()
        if holding[profile] == held[profile] == 1
    }


def _bags(side: Iterable[Spot], *, bare: bool) -> Bags:
    bags: defaultdict[str, Counter[Trait]] = defaultdict(Counter)
    for spot in side:
        trait = spot.message if bare else spot.content or spot.message
        bags[spot.path][spot.rule, trait] += 1
    return bags


def _renamed(old: Bags, new: Bags) -> dict[str, str]:
    """Pair the most alike first; a tie goes to the name most alike, then to the paths' order."""
    candidates = set(_by_traits(old, new)) | set(_by_names(old, new))
    candidates |= set(_by_folders(old, new, candidates))
    scored = sorted(
        (-_likeness(old[before], new[now]), -_common_end(before, now), before, now)
        for before, now in candidates
        if _may_be(before, now, old[before], new[now])
    )
    files: dict[str, str] = {}
    taken: set[str] = set()
    for _, _, before, now in scored:
        if before not in files and now not in taken:
            files[before] = now
            taken.add(now)
    return files


def _may_be(before: str, now: str, then: Counter[Trait], bag: Counter[Trait]) -> bool:
    """Tell whether half of what the emptier file holds is shared, and is no single commonplace."""
    shared = then & bag
    is_enough = shared.total() >= _ALIKE * min(then.total(), bag.total()) > 0
    return is_enough and (len(shared) > 1 or _name(before) == _name(now))


def _by_traits(old: Bags, new: Bags) -> Iterator[tuple[str, str]]:
    holders: defaultdict[Trait, list[str]] = defaultdict(list)
    for path, bag in new.items():
        for trait in bag:
            holders[trait].append(path)
    holding: Counter[Trait] = Counter(trait for bag in old.values() for trait in bag)
    for path, bag in old.items():
        for trait in bag:
            if holding[trait] <= _MOST_FILES and len(holders[trait]) <= _MOST_FILES:
                yield from ((path, other) for other in holders[trait])


def _by_names(old: Bags, new: Bags) -> Iterator[tuple[str, str]]:
    namesakes: defaultdict[str, list[str]] = defaultdict(list)
    for path in new:
        namesakes[_name(path)].append(path)
    for path in old:
        others = namesakes[_name(path)]
        if len(others) <= _MOST_NAMESAKES:
            yield from ((path, other) for other in others)


def _by_folders(
    old: Bags, new: Bags, candidates: Iterable[tuple[str, str]]
) -> Iterator[tuple[str, str]]:
    """Yield what the folders that most candidates say were renamed make of each path."""
    votes = Counter(_renaming(before, now) for before, now in candidates)
    for (was, became), _ in sorted(votes.items(), key=lambda vote: (-vote[1], vote[0]))[
        :_MOST_RENAMED_FOLDERS
    ]:
        for path in old:
            other = became + path.removeprefix(was)
            if path.startswith(was) and other in new:
                yield path, other


def _renaming(before: str, now: str) -> tuple[str, str]:
    """Return the starts in which the paths differ, up to a folder that both end in."""
    end = _common_end(before, now)
    was, became = before.split("/"), now.split("/")
    return (
        "".join(f"{part}/" for part in was[: len(was) - end]),
        "".join(f"{part}/" for part in became[: len(became) - end]),
    )


def _common_end(before: str, now: str) -> int:
    """Return how many parts of the paths agree, counted from the name."""
    both = zip(reversed(before.split("/")), reversed(now.split("/")), strict=False)
    parts = [one == other for one, other in both]
    return parts.index(False) if False in parts else len(parts)


def _likeness(old: Counter[Trait], new: Counter[Trait]) -> float:
    return 2 * (old & new).total() / (old.total() + new.total())


def _name(path: str) -> str:
    return path.rpartition("/")[2]
