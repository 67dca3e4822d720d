"""Writes that change a stakeholder."""

from dataclasses import replace
from datetime import datetime

from db_model.stakeholders import keys
from db_model.stakeholders.types import Stakeholder
from kit.time import milliseconds
from store.types import AtVersion, Put
from store.versions import next_version


def touched(stakeholder: Stakeholder, *, at: datetime) -> Put:
    """Return the write that only one of several concurrent commits can make.

    It fences what is counted in the person's partition, such as the number of tokens.
    """
    version = next_version(stakeholder.version, milliseconds(at))
    return Put(keys.item(replace(stakeholder, version=version)), AtVersion(stakeholder.version))
