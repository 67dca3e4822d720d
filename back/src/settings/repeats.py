"""How requests that arrive twice are known."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from settings.forms import Told


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeats:
    repeat_window: Annotated[
        timedelta,
        Told(
            "a duration, 0 for none",
            "How long a request to add something, come again without a key, is taken for a repeat.",
        ),
    ] = timedelta(seconds=60)
