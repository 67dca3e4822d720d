"""How a finding stands by its figures."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db_model.findings.types import Figures
from findings.rules import standing_of
from findings.types import Standing

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
