"""Which file became which, by what both hold, and lines that went to another file."""

from collections.abc import Mapping, Sequence

from hypothesis import given
from hypothesis import strategies as st

from imports.matching.sketches import LineMap, line_map
from imports.reports import FileSketch
from reports.sketching import sketch

Texts = Mapping[str, Sequence[str]]


def _own(name: str, count: int = 12) -> list[str]:
    return [f"{name} {number}" for number in range(count)]


def _sketched(texts: Texts, **renamed: Sequence[str]) -> dict[str, FileSketch]:
    return {path: sketch(path, lines, renamed.get(path, ())) for path, lines in texts.items()}


def _map(old: Texts, new: Texts) -> LineMap:
    return line_map(_sketched(old), _sketched(new))


def _went(lines: LineMap, path: str, other: str) -> list[int]:
    """Return the lines of ``path``, from 1, that are in ``other``."""
    here = range(1, len(lines.old.to[path]) + 1)
    start, end = lines.new.place(other, 1), lines.new.end(other)
    return [line for line in here if start <= lines.old.other(path, line) < end]


def test_a_renamed_file_is_known_by_its_lines_though_it_was_edited() -> None:
    lines = _map({"a.py": _own("a")}, {"b/c.py": ["new", *_own("a")[:9]]})

    assert lines.paths == {"a.py": "b/c.py"}
    assert lines.old.other("a.py", 1) == lines.new.place("b/c.py", 2)
    assert lines.new.other("b/c.py", 1) < 0


def test_a_path_that_became_another_file_is_not_itself() -> None:
    old = {"a/views.py": _own("a"), "b/views.py": _own("b")}

    lines = _map(old, {"a/views.py": _own("b")})

    assert lines.paths == {"b/views.py": "a/views.py"}
    assert _went(lines, "a/views.py", "a/views.py") == []


def test_files_that_changed_names_with_each_other_are_followed() -> None:
    lines = _map({"a": _own("a"), "b": _own("b")}, {"a": _own("b"), "b": _own("a")})

    assert lines.paths == {"a": "b", "b": "a"}


def test_a_copy_does_not_take_the_place_of_a_file_that_was_edited() -> None:
    lines = _map({"a": _own("a")}, {"a": _own("a")[1:], "copy": _own("a")})

    assert lines.paths == {"a": "a"}


def test_a_file_that_was_rewritten_keeps_its_path() -> None:
    assert _map({"a": _own("a")}, {"a": _own("b")}).paths == {"a": "a"}


def test_what_all_files_hold_tells_none_apart() -> None:
    licence = _own("licence", 30)
    old = {f"old{at}": [*licence, *_own(f"f{at}", 6)] for at in range(8)}
    new = {f"new{7 - at}": lines for at, lines in enumerate(old.values())}

    assert _map(old, new).paths == {f"old{at}": f"new{7 - at}" for at in range(8)}


def test_what_git_told_counts_for_something() -> None:
    whole = _own("a")
    little = [*whole[:2], *_own("b")]
    less, more = [*whole[:4], *_own("b", 8)], [*whole[4:10], *_own("c", 6)]

    def became(**files: list[str]) -> Mapping[str, str]:
        return line_map(_sketched({"a": whole}), _sketched(files, b=["a"])).paths

    assert became(b=less, c=more) == {"a": "b"}
    assert became(b=little) == {"a": "b"}
    assert _map({"a": whole}, {"b": less, "c": more}).paths == {"a": "c"}
    assert _map({"a": whole}, {"b": little}).paths == {}


def test_of_files_that_are_equal_the_name_decides() -> None:
    old = {f"{folder}/x.py": _own("same") for folder in "ab"} | {"a/y.py": _own("same")}
    new = {path.replace("a/", "z/"): lines for path, lines in old.items()}

    lines = _map(old, new)

    assert lines.paths == {"a/x.py": "z/x.py", "a/y.py": "z/y.py", "b/x.py": "b/x.py"}


def test_a_file_that_was_split_is_followed_to_each_part() -> None:
    whole = _own("a", 20)

    lines = _map({"a": whole}, {"one": whole[:12], "two": ["import", *whole[12:]]})

    assert _went(lines, "a", "one") == list(range(1, 13))
    assert _went(lines, "a", "two") == list(range(13, 21))


def test_files_that_were_merged_are_followed_to_one() -> None:
    one, two = _own("a"), _own("b", 5)

    lines = _map({"one": one, "two": two}, {"both": [*one, *two]})

    assert _went(lines, "one", "both") == list(range(1, 13))
    assert _went(lines, "two", "both") == list(range(1, 6))


def test_a_function_that_went_to_another_file_is_followed_to_it() -> None:
    stays, goes = _own("s"), _own("g", 3)

    lines = _map({"a": [*stays, *goes], "b": _own("b")}, {"a": stays, "b": [*goes, *_own("b")]})

    assert lines.paths == {"a": "a", "b": "b"}
    assert _went(lines, "a", "b") == [13, 14, 15]


def test_a_line_is_in_one_file_though_a_copy_went_with_what_moved() -> None:
    stays, goes = _own("s"), _own("g", 3)

    lines = _map({"a": [*stays, *goes]}, {"a": stays, "b": [stays[-1], *goes, *_own("b")]})

    assert _went(lines, "a", "a") == list(range(1, 13))
    assert _went(lines, "a", "b") == [13, 14, 15]


def test_a_sketch_of_another_version_is_told() -> None:
    side = _map({"a": ["x", "y"]}, {"a": ["x"]}).old
    (hash_,) = {sketch("a", ["y"]).lines.hex()}

    assert side.is_of("a", 2, hash_)
    assert not side.is_of("a", 1, hash_)
    assert not side.is_of("a", 3, hash_)
    assert not side.is_of("a", 0, "")
    assert not side.is_of("b", 2, hash_)
    assert not side.is_of("a", 2, None)


@given(
    st.dictionaries(st.sampled_from("abc"), st.lists(st.sampled_from("xyzuvw"), max_size=9)),
    st.dictionaries(st.sampled_from("abc"), st.lists(st.sampled_from("xyzuvw"), max_size=9)),
)
def test_places_lead_back_to_where_they_come_from(old: Texts, new: Texts) -> None:
    lines, back = _map(old, new), _map(new, old)

    for path, places in lines.old.to.items():
        for at, place in enumerate(places, 1):
            if place >= 0:
                other = next(
                    each
                    for each in lines.new.to
                    if lines.new.place(each, 1) <= place < lines.new.end(each)
                )
                line = place - lines.new.place(other, 0)
                assert lines.new.other(other, line) == lines.old.place(path, at)
    assert back.paths == {became: was for was, became in lines.paths.items()}
    assert (back.old.to, back.new.to) == (lines.new.to, lines.old.to)
