"""Writes that make a stakeholder."""

from db_model.stakeholders import keys
from db_model.stakeholders.types import Stakeholder
from store.types import Absent, Put


def added(stakeholder: Stakeholder) -> tuple[Put, ...]:
    return (Put(keys.item(stakeholder), Absent()),)
