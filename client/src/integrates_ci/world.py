"""What the command takes from outside, so that it can be run in a test."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TextIO


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """``pause`` waits for some seconds; ``clock`` is a monotonic one, in seconds."""

    environ: Mapping[str, str]
    out: TextIO
    err: TextIO
    pause: Callable[[float], None]
    clock: Callable[[], float]
