"""updateTours."""

from typing import TypedDict

from api.context import Info
from api.mutations.schema import MUTATION
from api.payloads import DONE, Payload
from db_model.stakeholders.types import Tours
from stakeholders.domain import update_tours


class ToursInput(TypedDict):
    new_group: bool
    new_risk_exposure: bool
    new_root: bool
    welcome: bool


@MUTATION.field("updateTours")
async def resolve(_: None, info: Info, *, tours: ToursInput) -> Payload:
    context = info.context
    await update_tours(context.db, context.caller, Tours(**tours), at=context.now)
    return DONE
