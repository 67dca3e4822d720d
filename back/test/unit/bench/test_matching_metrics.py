"""Counting pairs, the methods that are compared, and the page that shows them."""

from datetime import date

from matching.archives import Release
from matching.cases import Case, Group, Pair, pairs
from matching.measuring import METHODS, measured
from matching.methods import fingerprint_or_snippet, greedy, rule_path_line, sequence
from matching.metrics import Score, scored, total
from matching.ours import ours
from matching.page import Figures, page
from matching.sides import side_of, without_snippets
from matching.summing import goals
from matching.timing import Timed
from matching.tools import TOOLS
from matching.truth.types import Truth

from bench_matching import a_side

TREE = {"a.py": "one = evaluate(1)\n\n\n\ntwo = evaluate(2)\n"}
MOVED = {"a.py": "\n\n\n\none = evaluate(1)\n\n\n\n\ntwo = evaluate(2)\n"}
OLD, NEW = a_side(TREE, [("a.py", 1), ("a.py", 5)]), a_side(MOVED, [("a.py", 5), ("a.py", 10)])
TRUTH = Truth(pairs={0: 0, 1: 1})


def test_pairs_are_counted_over_all_results_of_one_label() -> None:
    score = scored((["x", "x", "y"], ["x", "x", "z"]), Truth(pairs={0: 0, 2: 2}))

    assert score == Score(told=4, right=1, true=2, closed=1)
    assert (score.merged, score.precision, score.recall) == (3, 0.25, 0.5)


def test_two_that_were_set_aside_count_for_nothing() -> None:
    truth = Truth(pairs={}, aside_old=frozenset({0}), aside_new=frozenset({0}))

    assert scored((["x"], ["x"]), truth) == Score()
    assert scored((["x"], ["y", "x"]), truth).told == 1


def test_scores_are_summed_before_they_are_shared_out() -> None:
    assert total(
        [Score(told=1, right=1, true=1), Score(told=3, right=0, true=3, closed=2)]
    ) == Score(told=4, right=1, true=4, closed=2)


def test_a_line_that_moved_where_another_was_is_taken_for_it_by_its_number() -> None:
    score = scored(rule_path_line(OLD, NEW), TRUTH)

    assert (score.right, score.merged, score.closed) == (0, 1, 1)


def test_methods_that_look_at_code_follow_it() -> None:
    for method in (fingerprint_or_snippet, greedy, sequence, ours):
        assert scored(method(OLD, NEW), TRUTH) == Score(told=2, right=2, true=2), method


def test_without_snippets_no_code_is_left() -> None:
    bare = side_of(TREE, without_snippets(OLD.log))

    assert [each.content for each in bare.results] == ["", ""]
    assert [text.snippet for text in bare.texts] == ["", ""]


def test_the_page_shows_each_method_and_goal() -> None:
    release = Release(registry="python", name="example", version="1.0", sha256="0" * 64)
    pair = Pair(old=release, new=release, before=TOOLS["bandit"], tool=TOOLS["bandit"])
    case = Case(pair=pair, group=Group.REAL, old=OLD, new=NEW, truth=TRUTH)
    found = [measured(case, lambda side: side)]
    took = Timed(alone=0.5, sketched=3.0, read=0.1)

    text = page(Figures(day=date(2026, 1, 2), measured=found, timed=took, checked="Looked at."))

    assert [goal.is_met for goal in goals(found, took)] == [True, True, True, True, True, False]
    assert "| rule, path and line | 0.0000 / 0.0000, 1, 1 |" in text
    assert all(method in text for method in METHODS)
    assert "Measured on 2026-01-02" in text


def test_pairs_are_many_and_of_several_tools() -> None:
    all_ = pairs()

    assert len(all_) >= 8
    assert len({pair.tool.name for pair in all_}) >= 4
    assert all(len(each.sha256) == 64 for pair in all_ for each in (pair.old, pair.new))
    assert any(pair.before.version != pair.tool.version for pair in all_)
