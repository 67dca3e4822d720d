"""What documents add to figures, and what the sums say."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.rules import (
    differences,
    figures_of,
    level_of,
    mean_days,
    of_finding,
    of_vulnerability,
    summed,
    total,
)
from indicators.types import Level, Remediation
from search.types import Doc

pytestmark = pytest.mark.not_changes_db

DAY_MS = 86_400_000
COUNTS = st.dictionaries(st.sampled_from("abc"), st.integers(-3, 3).filter(bool), min_size=1)
CONTRIBUTIONS = st.dictionaries(st.sampled_from("xyz"), COUNTS)


def a_doc(**fields: str | float) -> Doc:
    usual: dict[str, str | int | float | bool | tuple[str, ...]] = {
        "finding_severity": 5.0,
        "group_name": "acme",
        "reported_at": 10 * DAY_MS,
        "root_id": "r",
        "severity": 7.4,
        "status": "VULNERABLE",
        "visibility": "live",
    }
    return Doc("v", 1, {**usual, **fields})


@pytest.mark.parametrize(
    ("score", "level"),
    [
        (10.0, Level.CRITICAL),
        (9.0, Level.CRITICAL),
        (8.9, Level.HIGH),
        (7.0, Level.HIGH),
        (6.9, Level.MEDIUM),
        (4.0, Level.MEDIUM),
        (3.9, Level.LOW),
        (0.0, Level.LOW),
    ],
)
def test_levels_begin_where_the_standard_says(score: float, level: Level) -> None:
    assert level_of(score) is level


def test_an_open_vulnerability_counts_in_its_root_and_its_group() -> None:
    added = of_vulnerability(a_doc())

    assert set(added) == {"ROOT#r", "GRP#acme"}
    assert added["ROOT#r"] == {
        "open": 1,
        "open.high": 1,
        "open.score.74": 1,
        "standing.medium": 1,
        "standing.medium.since": date(1970, 1, 11).toordinal(),
    }


def test_a_closed_one_counts_the_days_that_it_was_open() -> None:
    added = of_vulnerability(a_doc(status="SAFE", closed_at=12 * DAY_MS))

    assert added["GRP#acme"] == {
        "closed": 1,
        "closed.high": 1,
        "fixed.medium": 1,
        "fixed.medium.days": 2,
    }


@pytest.mark.parametrize(
    ("visibility", "status", "name"),
    [("draft", "SUBMITTED", "submitted"), ("draft", "REJECTED", "rejected")],
)
def test_a_draft_counts_as_such_and_in_nothing_else(
    visibility: str, status: str, name: str
) -> None:
    assert of_vulnerability(a_doc(visibility=visibility, status=status))["ROOT#r"] == {name: 1}


def test_a_zero_risk_is_neither_open_nor_closed() -> None:
    figures = figures_of(of_vulnerability(a_doc(visibility="zero"))["GRP#acme"])

    assert (figures.zero_risk, figures.open, figures.closed, figures.max_open) == (1, 0, 0, None)


def test_what_is_gone_adds_nothing() -> None:
    gone = Doc("v", 1, {}, gone=True)

    assert of_vulnerability(gone) == of_finding(gone) == {}


@pytest.mark.parametrize(
    ("fields", "added"),
    [
        ({"released": False, "open": 0}, {}),
        ({"released": True, "open": 2}, {"findings.open": 1}),
        ({"released": True, "open": 0}, {"findings.closed": 1}),
    ],
)
def test_a_finding_counts_once_it_is_released(
    fields: dict[str, int], added: dict[str, int]
) -> None:
    doc = Doc("f", 1, {"group_name": "acme", **fields})

    assert of_finding(doc).get("GRP#acme", {}) == added


@given(old=CONTRIBUTIONS, new=CONTRIBUTIONS)
def test_adding_the_differences_puts_the_new_in_place_of_the_old(
    old: dict[str, dict[str, int]], new: dict[str, dict[str, int]]
) -> None:
    changed = differences(old, new)

    assert total([old, changed]) == total([new])
    assert all(count for counts in changed.values() for count in counts.values())
    assert differences(new, new) == {}


@given(parts=st.lists(COUNTS))
def test_groups_together_count_what_they_count_apart(parts: list[dict[str, int]]) -> None:
    together = summed(parts)

    names = {name for part in parts for name in part}
    assert together == {
        name: count for name in names if (count := sum(part.get(name, 0) for part in parts))
    }


def test_the_highest_open_score_is_that_of_what_is_still_counted() -> None:
    assert figures_of({"open.score.98": 0, "open.score.74": 2, "open.score.10": 1}).max_open == 7.4


@pytest.mark.parametrize(
    ("parts", "mean"),
    [
        ([], None),
        ([Remediation(closed=2, closed_days=5)], 3),
        ([Remediation(closed=1, closed_days=4), Remediation(open=1, open_since=98)], 3),
        ([Remediation(closed=3, closed_days=0)], 0),
    ],
)
def test_the_mean_counts_what_is_open_until_today(
    parts: list[Remediation], mean: int | None
) -> None:
    assert mean_days(parts, today=date.fromordinal(100)) == mean
