"""Who pays for a request, and who is told of those who could not."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType

import pytest

from app.limiting import home_of
from app.metrics import limits_told, make_metrics
from db_model.access.types import OrganizationAccess, OrganizationRole
from db_model.stakeholders.types import PlatformRole
from db_model.types import Email, OrganizationId
from rates.limits import limits_from
from settings import Rates
from store.errors import StoreUnavailable
from unit.authz.test_access import an_access

pytestmark = pytest.mark.not_changes_db

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def _entered(days: int, *, has_access: bool = True) -> OrganizationAccess:
    return OrganizationAccess(
        email=Email("ada@example.com"),
        organization_id=OrganizationId(f"ORG#{days}"),
        role=OrganizationRole.USER,
        has_access=has_access,
        granted_by=Email("bob@example.com"),
        granted_at=NOW + timedelta(days=days),
        version=1,
    )


def test_the_organization_that_a_caller_entered_first_pays() -> None:
    access = an_access(PlatformRole.USER)
    entered = [_entered(3), _entered(2), _entered(1, has_access=False)]
    places = MappingProxyType({each.organization_id: each for each in entered})

    assert home_of(access) is None
    assert home_of(replace(access, organizations=places)) == "ORG#2"


def test_metrics_count_who_was_refused_and_what_was_not_shared() -> None:
    metrics, limits = make_metrics(), limits_from(Rates())
    told = limits_told(metrics)

    told.refused(limits.points)
    told.refused(limits.points)
    told.alone(limits.tenant, StoreUnavailable())

    def counted(name: str, limit: str) -> float | None:
        return metrics.registry.get_sample_value(name, {"limit": limit})

    assert counted("integrates_rate_limited_total", "points") == 2
    assert counted("integrates_rate_unshared_total", "tenant") == 1
