"""What is told of what is not applied."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db_model.findings.types import DetectedBy, Finding, FindingStatus
from db_model.imports.types import Counts, Import, ImportState
from imports.child.types import Tally
from imports.comparison import comparison_of, count_of
from imports.errors import TooManyScannedPaths
from imports.findings import headings
from imports.matching.types import OutcomeKind
from imports.reports import ReportRule
from imports.rules import counts_of
from imports.scanned import scanned_from
from imports.types import Comparison, Heading
from unit.db_model.strategies import any_value

pytestmark = pytest.mark.not_changes_db

SOME = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
RULE = ReportRule(
    tool="Bandit",
    id="B101",
    name="assert",
    title="CWE-703. assert",
    description="",
    help_text="",
    help_uri="",
    cwes=(),
    score=2.5,
)


@SOME
@given(import_=any_value(Import), counts=any_value(Counts))
def test_only_what_is_told_and_not_done_is_compared(import_: Import, counts: Counts) -> None:
    told = replace(import_, dry_run=True, state=ImportState.DONE, counts=counts)

    found = comparison_of(told)

    assert found == Comparison(
        introduces=counts.created + counts.reopened,
        fixes=counts.closed,
        keeps=counts.unchanged + counts.moved + counts.matched,
    )
    assert comparison_of(replace(told, dry_run=False)) is None
    assert comparison_of(replace(told, state=ImportState.FAILED)) is None


@SOME
@given(
    any_value(Import), st.lists(st.sampled_from(OutcomeKind)), st.sets(st.sampled_from(OutcomeKind))
)
def test_results_are_counted_by_outcome(
    import_: Import, results: list[OutcomeKind], asked: set[OutcomeKind]
) -> None:
    counted = Counter(kind.lower() for kind in results)
    told = replace(import_, counts=counts_of(Tally(**counted)))

    count = count_of(told, asked)

    is_uncounted = bool(asked & {OutcomeKind.IGNORED, OutcomeKind.SUPPRESSED})
    assert count == (None if is_uncounted else sum(kind in asked for kind in results))


@SOME
@given(any_value(Finding))
def test_a_rule_is_called_as_its_finding_is_where_that_is_there(finding: Finding) -> None:
    key = DetectedBy(tool=RULE.tool, rule=RULE.id)
    gone = replace(finding, state=replace(finding.state, status=FindingStatus.DELETED))
    there = replace(finding, state=replace(finding.state, status=FindingStatus.CREATED))
    own = {key: Heading(title="CWE-703. assert", score=2.5)}

    assert headings([RULE], {}) == own
    assert headings([RULE], {key: gone}) == own
    assert headings([RULE], {key: there}) == {
        key: Heading(title=finding.title, score=finding.severity.score)
    }


def test_paths_are_as_results_have_them_and_no_more_than_may_be() -> None:
    assert scanned_from([" ./app/ ", "app", ".", "lib\\db.py", "/repo/x"]) == (
        "app",
        "",
        "lib/db.py",
        "repo/x",
    )
    assert scanned_from(["a"] * 250) == ("a",)
    with pytest.raises(TooManyScannedPaths, match="more than 250 paths"):
        scanned_from(["a"] * 251)
