"""Where people sign in, and where they go from there."""

from dataclasses import dataclass
from typing import Annotated

from settings.forms import Address, Told


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    front_end_url: Annotated[
        Address | None,
        Told(
            "an address, like https://integrates.example.com/home",
            "Where people go once they have signed in; GraphiQL or the page at / when not set.",
        ),
    ] = None
