"""What the caller has settled for itself."""

from typing import TypedDict

from api.context import Info
from api.resolvers.me.schema import ME
from authz.access import Access
from db_model.stakeholders.types import Notice, Tours
from stakeholders.domain import notices_for, notifications_of


class Parameters(TypedDict):
    min_severity: float


class Preferences(TypedDict):
    available: tuple[Notice, ...]
    email: tuple[Notice, ...]
    parameters: Parameters
    sms: tuple[Notice, ...]


@ME.field("notificationsPreferences")
def notifications_preferences(access: Access, _: Info) -> Preferences:
    chosen = notifications_of(access)
    return Preferences(
        available=notices_for(access),
        email=chosen.email,
        parameters=Parameters(min_severity=chosen.least_severity),
        sms=chosen.sms,
    )


@ME.field("remember")
def remember(access: Access, _: Info) -> bool:
    return access.stakeholder.remembers_legal


@ME.field("tours")
def tours(access: Access, _: Info) -> Tours:
    return access.stakeholder.tours
