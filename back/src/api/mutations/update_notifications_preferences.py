"""updateNotificationsPreferences."""

from typing import NotRequired, TypedDict

from api.context import Info
from api.mutations.schema import MUTATION
from api.payloads import DONE, Payload
from db_model.stakeholders.types import Notice
from stakeholders.domain import notifications_of, update_notifications
from stakeholders.rules.notices import notifications_from


class Parameters(TypedDict):
    min_severity: float


class Preferences(TypedDict):
    email: list[str]
    sms: NotRequired[list[str | None] | None]
    parameters: NotRequired[Parameters | None]


@MUTATION.field("updateNotificationsPreferences")
async def resolve(_: None, info: Info, *, notifications_preferences: Preferences) -> Payload:
    context, given = info.context, notifications_preferences
    was = notifications_of(context.caller)
    sms, parameters = given.get("sms"), given.get("parameters")
    chosen = notifications_from(
        email=map(Notice, given["email"]),
        sms=was.sms if sms is None else [Notice(name) for name in sms if name is not None],
        least_severity=parameters["min_severity"] if parameters else was.least_severity,
    )
    await update_notifications(context.db, context.caller, chosen, at=context.now)
    return DONE
