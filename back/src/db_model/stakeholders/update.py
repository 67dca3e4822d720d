"""Writes that change a stakeholder."""

from dataclasses import replace
from datetime import datetime

from db_model.stakeholders import keys
from db_model.stakeholders.types import Stakeholder
from kit.time import milliseconds
from store.types import AtVersion, Check, Put
from store.versions import next_version


def touched(stakeholder: Stakeholder, *, at: datetime) -> Put:
    """Return the write that only one of several concurrent commits can make.

    It fences what is counted in the person's partition, such as the number of tokens.
    """
    version = next_version(stakeholder.version, milliseconds(at))
    return Put(keys.item(replace(stakeholder, version=version)), AtVersion(stakeholder.version))


def changed(was: Stakeholder, now: Stakeholder) -> tuple[Put, ...]:
    """Return the write that puts ``now``, of a later version, in the place of ``was``."""
    return (Put(keys.item(now), AtVersion(was.version)),)


def unchanged(stakeholder: Stakeholder) -> Check:
    """Return what lets a commit through only while ``stakeholder`` is as it was read."""
    return Check(keys.main(stakeholder.email), AtVersion(stakeholder.version))
