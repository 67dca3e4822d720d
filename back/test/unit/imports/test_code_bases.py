"""Whatever is edited in a code base: its weaknesses stay themselves, as far as one can tell."""

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from imports.matching import Known, KnownState, Layer, Matched, OutcomeKind, match
from imports.reports import Report
from reports.code_bases import Edit, Tree, edited, report, tree
from reports.made import a_known
from reports.sketching import kept

# No deadline: how fast the machine is decides nothing here.
_THOROUGH = settings(max_examples=150, deadline=None)
_PLAIN = ("insert", "delete", "move", "rename", "swap", "reformat")


def _edits(*kinds: str) -> st.SearchStrategy[list[Edit]]:
    some = st.integers(0, 60)
    edit = st.builds(
        Edit,
        kind=st.sampled_from(kinds),
        file=some,
        other=some,
        start=some,
        target=some,
        lines=st.integers(1, 12),
    )
    return st.lists(edit, min_size=1, max_size=6)


def _own(number: int) -> int:
    return number


def _common(number: int) -> int:
    return number % 5


_TREES = st.builds(tree, st.integers(1, 4), st.integers(3, 30), st.just(_own))
_ALIKE = st.builds(tree, st.integers(1, 4), st.integers(3, 30), st.just(_common))


def _known(code: Tree) -> tuple[Known, ...]:
    seen, weaknesses = report(code)
    return tuple(
        a_known(result, str(weakness))
        for result, weakness in zip(seen.results, weaknesses, strict=True)
    )


def _after(known: Sequence[Known], seen: Report, matched: Matched, prefix: str) -> list[Known]:
    """Return what is known once the outcomes are applied, as the service applies them."""
    after = {each.id: each for each in known}
    for at, (result, outcome) in enumerate(zip(seen.results, matched.outcomes, strict=True)):
        if outcome.kind is OutcomeKind.CREATED or outcome.differs:
            id_ = outcome.vulnerability or f"{prefix}{at}"
            after[id_] = a_known(result, id_)
    for closing in matched.closing:
        closed = after[closing.vulnerability]
        after[closed.id] = replace(closed, state=KnownState.CLOSED)
    return list(after.values())


@given(_TREES, _edits(*_PLAIN))
@_THOROUGH
def test_each_weakness_is_found_again(code: Tree, edits: list[Edit]) -> None:
    """What is new is a known one only where it may be that one's line, edited."""
    seen, weaknesses = report(edited(code, edits, _own))
    known = _known(code)

    matched = match(seen, known, kept(report(code)[0]))

    before = {each.id for each in known}
    for weakness, outcome in zip(map(str, weaknesses), matched.outcomes, strict=True):
        if weakness in before:
            assert outcome.vulnerability == weakness
        else:
            assert outcome.vulnerability is None or outcome.layer is Layer.PLACE
    assert {each.vulnerability for each in matched.closing}.isdisjoint(map(str, weaknesses))


@given(_ALIKE, _edits(*_PLAIN, "copy"))
@_THOROUGH
def test_outcomes_are_one_to_one_in_whatever_order_results_come(
    code: Tree, edits: list[Edit]
) -> None:
    seen, _ = report(edited(code, edits, _common))
    known, before = _known(code), kept(report(code)[0])
    turned = replace(seen, results=seen.results[::-1])

    matched, other = (match(each, known, before) for each in (seen, turned))

    found = [each.vulnerability for each in matched.outcomes if each.vulnerability]
    assert len(found) == len(set(found))
    assert [each.vulnerability for each in other.outcomes][::-1] == [
        each.vulnerability for each in matched.outcomes
    ]
    assert other.closing == matched.closing


@given(_TREES, _edits(*_PLAIN))
@_THOROUGH
def test_what_is_changed_back_is_what_it_was(code: Tree, edits: list[Edit]) -> None:
    (first, weaknesses), (second, _) = report(code), report(edited(code, edits, _own))
    known = _known(code)
    known_then = _after(known, second, match(second, known, kept(first)), "new")

    back = match(first, known_then, kept(second))

    assert [each.vulnerability for each in back.outcomes] == list(map(str, weaknesses))


@given(_ALIKE, _edits(*_PLAIN, "copy"))
@_THOROUGH
def test_a_report_imported_again_changes_nothing(code: Tree, edits: list[Edit]) -> None:
    (first, _), (second, _) = report(code), report(edited(code, edits, _common))
    known = _after(_known(code), second, match(second, _known(code), kept(first)), "new")

    again = match(second, known, kept(second))

    assert {each.kind for each in again.outcomes} == {OutcomeKind.UNCHANGED}
    assert not any(each.differs for each in again.outcomes)
    assert again.closing == ()
