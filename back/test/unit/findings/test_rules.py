"""How a finding stands by its figures, and what it becomes when it is written or rated."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db_model.findings.types import Figures, Finding, Severity
from db_model.types import Email, FindingId, GroupName
from findings.errors import InvalidVector, SameText, TitleIsFixed, VersionUnsupported
from findings.rules.changes import (
    check_distinct,
    described,
    finding_from,
    rated,
    standing_of,
    texts_from,
)
from findings.rules.severity import (
    checked_version,
    is_exploitable,
    numbers_of,
    severity_from,
    severity_of,
)
from findings.types import NewFinding, Rating, Standing, Texts
from unit.db_model.strategies import any_value

pytestmark = pytest.mark.not_changes_db

COUNTS = st.integers(0, 3)


@given(figures=st.builds(Figures, open=COUNTS, closed=COUNTS, submitted=COUNTS, rejected=COUNTS))
def test_a_finding_is_a_draft_until_one_is_released_and_safe_when_all_are_closed(
    figures: Figures,
) -> None:
    standing = standing_of(figures)

    assert (standing is Standing.DRAFT) == (not figures.released)
    assert (standing is Standing.VULNERABLE) == (figures.open > 0)
    assert (standing is Standing.SAFE) == (figures.open == 0 < figures.closed)


VALUES = {
    "AV": "NALP",
    "AC": "LH",
    "PR": "NLH",
    "UI": "NR",
    "S": "UC",
    "C": "HLN",
    "I": "HLN",
    "A": "HLN",
    "E": "XFPU",
    "RL": "XWTO",
    "RC": "XRU",
    "CR": "XHL",
    "IR": "XHL",
    "AR": "XHL",
}
VECTORS = st.tuples(*(st.sampled_from(values) for values in VALUES.values())).map(
    lambda chosen: "/".join(
        (
            "CVSS:3.1",
            *(
                f"{name}:{value}"
                for name, value in zip(VALUES, chosen, strict=True)
                if value != "X"
            ),
        )
    )
)
FINDINGS = any_value(Finding)
TEXTS = Texts(
    title="Title",
    description="What",
    threat="Why",
    attack_vector_description="How",
    recommendation="Mend",
    requirements=("b", "a", "b"),
)
SEVERE = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"
BY = Email("person@example.com")
AT = datetime(2026, 3, 2, tzinfo=UTC)
SOME = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@given(vector=VECTORS)
def test_the_numbers_of_a_vector_make_the_same_vector(vector: str) -> None:
    numbers = numbers_of(vector)
    unmodified = {name: numbers[name] for name in VALUES} | {"MAV": 0.0}

    again = severity_from(Rating(vector=None, metrics=unmodified))

    assert again == severity_of(vector)
    assert again.vector_v3 == vector
    assert len(numbers) == 22


@given(vector=VECTORS)
def test_all_numbers_of_a_vector_make_one_of_the_same_score(vector: str) -> None:
    as_text = {name: str(number) for name, number in numbers_of(vector).items()}

    again = severity_from(Rating(vector=None, metrics=as_text))

    assert again.score == severity_of(vector).score


@pytest.mark.parametrize(
    ("maturity", "works"),
    [("/E:U", False), ("/E:P", False), ("/E:F", True), ("/E:H", True), ("/E:X", True), ("", True)],
)
def test_exploits_work_unless_a_vector_says_they_do_not(maturity: str, *, works: bool) -> None:
    assert is_exploitable(f"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H{maturity}") is works


def test_without_a_vector_nothing_is_known_to_be_exploitable() -> None:
    assert is_exploitable("") is False


@given(text=st.text(max_size=60))
def test_a_text_that_is_no_vector_has_no_severity(text: str) -> None:
    with pytest.raises(InvalidVector):
        severity_of(text)


def test_the_version_that_is_supported_is_3_1() -> None:
    checked_version("3.1")

    with pytest.raises(VersionUnsupported):
        checked_version("3.0")


def test_requirements_are_kept_once_and_in_order() -> None:
    assert texts_from(TEXTS).requirements == ("a", "b")


@SOME
@given(was=FINDINGS)
def test_a_finding_that_is_written_as_it_was_is_as_it_was(was: Finding) -> None:
    same = Texts(
        title=was.title,
        description=was.description,
        threat=was.threat,
        attack_vector_description=was.attack_vector_description,
        recommendation=was.recommendation,
    )

    assert described(was, same, Standing.VULNERABLE, by=BY, at=AT) == was


@SOME
@given(was=FINDINGS, standing=st.sampled_from(sorted(Standing)))
def test_a_title_changes_only_while_the_finding_is_a_draft(
    was: Finding, standing: Standing
) -> None:
    texts = replace(TEXTS, title=f"not {was.title}")

    try:
        now = described(was, texts, standing, by=BY, at=AT)
    except TitleIsFixed:
        assert standing is not Standing.DRAFT
        return

    assert standing is Standing.DRAFT
    assert (now.title, now.description, now.threat) == (texts.title, "What", "Why")
    assert (now.state.modified_by, now.state.modified_at) == (BY, AT)
    assert now.version > was.version


@SOME
@given(was=FINDINGS, severity=any_value(Severity))
def test_a_finding_is_rated_once_and_that_of_4_stays(was: Finding, severity: Severity) -> None:
    now = rated(was, severity, by=BY, at=AT)

    assert (now.severity.score, now.severity.vector_v3) == (severity.score, severity.vector_v3)
    assert (now.severity.vector_v4, now.severity.score_v4) == (
        was.severity.vector_v4,
        was.severity.score_v4,
    )
    assert rated(now, severity, by=BY, at=AT) == now


@SOME
@given(one=FINDINGS, other=FINDINGS)
def test_only_findings_of_one_title_may_not_say_the_same(one: Finding, other: Finding) -> None:
    alike = replace(one, id=FindingId(f"not {one.id}"))
    elsewhere = replace(other, title=f"not {TEXTS.title}")
    copy = replace(alike, title=TEXTS.title, description="else", threat=" Why ")

    check_distinct(TEXTS, [elsewhere, one], was=one)

    with pytest.raises(SameText, match="same threat"):
        check_distinct(TEXTS, [elsewhere, copy])


@SOME
@given(was=FINDINGS, title=st.text(min_size=1).filter(str.strip))
def test_texts_as_they_were_are_kept_whatever_they_are(was: Finding, title: str) -> None:
    was = replace(was, title=title)
    same = Texts(
        title=title.strip(),
        description=was.description,
        threat=was.threat,
        attack_vector_description=was.attack_vector_description,
        recommendation=was.recommendation,
    )

    kept = texts_from(same, was)

    assert kept == replace(same, title=was.title)
    check_distinct(kept, [replace(was, id=FindingId(f"not {was.id}"))], was=was)


def test_texts_that_are_missing_are_not_the_same() -> None:
    silent = replace(TEXTS, threat="")
    other = replace(silent, description="else")
    known = finding_from(
        NewFinding(texts=TEXTS, rating=Rating(vector=SEVERE, metrics={})),
        GroupName("group"),
        id_=FindingId("id"),
        by=BY,
        at=AT,
    )

    check_distinct(other, [replace(known, threat=" ")])
