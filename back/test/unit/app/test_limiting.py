"""Who pays for a request, and who hears of those who may not."""

from datetime import timedelta

import pytest

from app.limiting import home_of
from app.metrics import limits_told, make_metrics
from db_model.access.types import OrganizationRole
from errors import Unavailable
from people import Roles, Tenant, a_person, a_tenant
from rates.types import Limit
from unit.authz.test_access import access_of_person
from world import World
