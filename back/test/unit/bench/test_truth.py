"""Who is who by two source trees alone, on trees small enough to see it."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from matching.truth.results import truth_of
from matching.truth.types import Truth

from bench_matching import a_side

Marks = Sequence[tuple[str, int]]
A = "def first():\n    value = evaluate(request, 1)\n    return value\n"
B = "def second():\n    other = evaluate(response, 2)\n    return other\n"


@pytest.fixture(autouse=True)
def _cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))


def _truth(
    old: Mapping[str, str], before: Marks, new: Mapping[str, str], now: Marks, **rules: str
) -> Truth:
    return truth_of(a_side(old, before), a_side(new, now), rules)


def test_functions_that_change_places_keep_their_results() -> None:
    truth = _truth(
        {"a.py": A + B}, [("a.py", 2), ("a.py", 5)], {"a.py": B + A}, [("a.py", 2), ("a.py", 5)]
    )

    assert dict(truth.pairs) == {0: 1, 1: 0}


def test_a_renamed_file_and_another_layout_change_nothing() -> None:
    laid_out = A.replace("evaluate(request, 1)", "evaluate(\n        request,\n        1,\n    )")

    truth = _truth({"a.py": A + B}, [("a.py", 2)], {"b/c.py": laid_out + B}, [("b/c.py", 2)])

    assert dict(truth.pairs) == {0: 0}


def test_an_edited_statement_is_the_one_most_like_it() -> None:
    edited = A.replace("request, 1", "request, 1, strict")

    truth = _truth({"a.py": A}, [("a.py", 2)], {"a.py": edited}, [("a.py", 2)])

    assert dict(truth.pairs) == {0: 0}


def test_what_was_taken_out_is_gone_and_what_was_put_in_is_new() -> None:
    truth = _truth({"a.py": A + B}, [("a.py", 2)], {"a.py": B}, [("a.py", 2)])

    assert truth == Truth(pairs={})


def test_one_more_of_several_equals_is_set_aside() -> None:
    call = "    check(value)\n"
    old, new = f"def f():\n{call}{call}", f"def f():\n{call}{call}{call}"

    truth = _truth(
        {"a.py": old}, [("a.py", 2), ("a.py", 3)], {"a.py": new}, [("a.py", at) for at in (2, 3, 4)]
    )

    assert (truth.aside_old, truth.aside_new) == (frozenset({0, 1}), frozenset({0, 1, 2}))
    assert truth.pairs == {}


def test_lines_of_other_languages_are_followed_with_those_beside_them() -> None:
    body = "  strcpy(a, b);\n  length = strlen(remember_this_line);\n  strcpy(a, b);\n"
    rest = "int main(void) {\n  return compute_everything(1);\n}\n"

    truth = _truth(
        {"a.c": body + rest},
        [("a.c", 1), ("a.c", 2), ("a.c", 3)],
        {"a.c": rest, "b.c": body},
        [("b.c", 1), ("b.c", 2), ("b.c", 3)],
    )

    assert dict(truth.pairs) == {0: 0, 1: 1, 2: 2}


def test_a_rule_of_another_name_is_the_same_where_it_is_said_so() -> None:
    old, new = (
        a_side({"a.py": A}, [("a.py", 2)], rule="B303"),
        a_side({"a.py": A}, [("a.py", 2)], rule="B324"),
    )

    assert truth_of(old, new, {}).pairs == {}
    assert dict(truth_of(old, new, {"B303": "B324"}).pairs) == {0: 0}
