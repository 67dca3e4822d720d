"""What a run of the command left."""

import io
from dataclasses import dataclass

from typing_extensions import override


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    code: int
    out: str
    err: str
    pauses: tuple[float, ...]


class Terminal(io.StringIO):
    @override
    def isatty(self) -> bool:
        return True
