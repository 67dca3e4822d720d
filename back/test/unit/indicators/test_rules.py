"""What documents add to figures, and what the sums say."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db_model.vulnerabilities.types import TreatmentStatus
from indicators.figures import figures_of, finding_figures_of, mean_days
from indicators.rules import (
    cvssf,
    differences,
    level_of,
    of_finding,
    of_vulnerability,
    total,
)
from indicators.types import Contribution, FindingFigures, Level, Remediation
from search.types import Doc

pytestmark = pytest.mark.not_changes_db

DAY_MS = 86_400_000
DAY_10 = date(1970, 1, 11).toordinal()
COUNTS = st.dictionaries(st.sampled_from("abc"), st.integers(-3, 3).filter(bool), min_size=1)
CONTRIBUTIONS = st.dictionaries(st.sampled_from("xyz"), COUNTS)


def a_doc(**fields: str | float) -> Doc:
    usual: dict[str, str | int | float | bool | tuple[str, ...]] = {
        "finding_id": "f",
        "finding_severity": 5.0,
        "group_name": "acme",
        "reported_at": 10 * DAY_MS,
        "root_id": "r",
        "severity": 7.4,
        "source": "MACHINE",
        "status": "VULNERABLE",
        "treatment": "UNTREATED",
        "visibility": "live",
    }
    if fields.get("visibility") == "draft":
        del usual["reported_at"]
    return Doc("v", 1, {**usual, **fields})


def counted(doc: Doc) -> Contribution:
    """Return what ``doc`` adds where nobody knows its organization."""
    return of_vulnerability(doc, None)


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


def test_an_open_vulnerability_counts_in_its_root_its_group_and_their_organization() -> None:
    added = of_vulnerability(a_doc(), "ORG#1")

    assert set(added) == {"ROOT#r", "GRP#acme", "ORG#1", "FINDING#f"}
    assert added["ROOT#r"] == {
        "open": 1,
        "open.high": 1,
        "open.score.74": 1,
        "open.source.MACHINE": 1,
        "open.treatment.UNTREATED": 1,
        "open.cvssf": 111430,
        "standing.medium": 1,
        "standing.medium.since": DAY_10,
    }
    assert added["ROOT#r"] == added["GRP#acme"] == added["ORG#1"]


def test_a_closed_one_counts_the_days_that_it_was_open() -> None:
    added = counted(a_doc(status="SAFE", closed_at=12 * DAY_MS))

    assert added["GRP#acme"] == {
        "closed": 1,
        "closed.high": 1,
        "closed.source.MACHINE": 1,
        "fixed.medium": 1,
        "fixed.medium.days": 2,
    }
    assert added["FINDING#f"] == {f"reported.{DAY_10}": 1}


def test_of_a_finding_it_is_counted_what_is_open_and_since_when() -> None:
    opened = a_doc(reported_at=11 * DAY_MS, treatment="ACCEPTED", severity=4.0)
    docs = [a_doc(status="SAFE", closed_at=12 * DAY_MS), opened, a_doc(reported_at=13 * DAY_MS)]

    figures = finding_figures_of(total(counted(doc) for doc in docs)["FINDING#f"])

    assert figures == FindingFigures(
        open_by_treatment={
            TreatmentStatus.ACCEPTED: 1,
            TreatmentStatus.ACCEPTED_UNDEFINED: 0,
            TreatmentStatus.IN_PROGRESS: 0,
            TreatmentStatus.UNTREATED: 1,
        },
        open_cvssf=112.43,
        max_open=7.4,
        first_report=date(1970, 1, 11),
        last_report=date(1970, 1, 14),
        first_open_report=date(1970, 1, 12),
    )


@pytest.mark.parametrize(
    ("score", "weight"), [(4.0, 1000), (5.0, 4000), (10.0, 4096000), (0.0, 4), (7.4, 111430)]
)
def test_each_point_of_a_score_weighs_four_times_more(score: float, weight: int) -> None:
    assert cvssf(score) == weight


@pytest.mark.parametrize(
    ("visibility", "status", "name"),
    [("draft", "SUBMITTED", "submitted"), ("draft", "REJECTED", "rejected")],
)
def test_a_draft_counts_as_such_and_in_nothing_else(
    visibility: str, status: str, name: str
) -> None:
    added = counted(a_doc(visibility=visibility, status=status))

    assert added == {scope: {name: 1} for scope in ("ROOT#r", "GRP#acme")}


def test_a_zero_risk_is_neither_open_nor_closed() -> None:
    figures = figures_of(counted(a_doc(visibility="zero"))["GRP#acme"])

    assert (figures.zero_risk, figures.open, figures.closed, figures.max_open) == (1, 0, 0, None)


def test_what_is_gone_adds_nothing() -> None:
    gone = Doc("v", 1, {}, gone=True)

    assert of_vulnerability(gone, "ORG#1") == of_finding(gone, "ORG#1") == {}


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

    assert of_finding(doc, "ORG#1") == ({"GRP#acme": added, "ORG#1": added} if added else {})


@given(old=CONTRIBUTIONS, new=CONTRIBUTIONS)
def test_adding_the_differences_puts_the_new_in_place_of_the_old(
    old: dict[str, dict[str, int]], new: dict[str, dict[str, int]]
) -> None:
    changed = differences(old, new)

    assert total([old, changed]) == total([new])
    assert all(count for counts in changed.values() for count in counts.values())
    assert differences(new, new) == {}


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
