"""The answer of a mutation that tells the group as it now is."""

from dataclasses import dataclass

from db_model.groups.types import Group


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupPayload:
    """What was not done is an error instead."""

    group: Group
    success: bool = True
