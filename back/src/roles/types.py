"""What may be asked of a role."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A role as it was asked for: its name, and the names of the actions that it allows."""

    name: str
    actions: Sequence[str]
