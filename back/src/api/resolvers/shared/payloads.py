"""The answer of a mutation that has nothing else to tell."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Payload:
    """What was not done is an error instead."""

    success: bool = True


DONE: Final = Payload()
