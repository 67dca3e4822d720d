"""What a doctor makes of a table on DynamoDB."""

import pytest

from app.doctor.tables import judged
from app.doctor.types import Health
from dynamodb.inspection import Inspection

pytestmark = pytest.mark.not_changes_db


@pytest.mark.parametrize(
    ("found", "health", "seen"),
    [
        (Inspection(table="t", is_there=True), Health.OK, "t"),
        (Inspection(table="t", is_there=False), Health.FAILED, "t is not there"),
        (
            Inspection(table="t", is_there=True, differences=("is UPDATING", "has other keys")),
            Health.FAILED,
            "t is UPDATING, has other keys",
        ),
        (
            Inspection(table="t", is_there=True, unset=("expiry", "point-in-time recovery")),
            Health.WARNING,
            "t is without expiry and point-in-time recovery",
        ),
    ],
)
def test_a_table_is_judged_by_the_worst_of_it(found: Inspection, health: Health, seen: str) -> None:
    told = judged(found)

    assert (told.health, told.seen) == (health, seen)
    assert bool(told.cure) == (health is not Health.OK)
