"""How often something may be asked for; 0 turns a limit off."""

from dataclasses import dataclass
from typing import Annotated

from settings.forms import Told, Whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    rate_limits: Annotated[
        bool,
        Told("true or false", "Limits how often a caller may ask; false turns all limits off."),
    ] = True
    rate_points: Annotated[
        Whole,
        Told(
            "a whole number, 0 for no limit",
            "Points a caller has each minute; a request takes 1, and 1 for each 100 of its cost.",
        ),
    ] = 600
    rate_points_burst: Annotated[
        Whole, Told("a whole number", "Points that a caller who asked for little may save up.")
    ] = 1200
    rate_tenant_points: Annotated[
        Whole,
        Told(
            "a whole number, 0 for no limit",
            "Points that the members of an organization have together each minute.",
        ),
    ] = 6000
    rate_mutations: Annotated[
        Whole,
        Told("a whole number, 0 for no limit", "Mutations of a caller each minute."),
    ] = 120
    rate_anonymous: Annotated[
        Whole,
        Told(
            "a whole number, 0 for no limit",
            "Requests of an address each minute that come without a good token.",
        ),
    ] = 60
    rate_sign_ins: Annotated[
        Whole,
        Told(
            "a whole number, 0 for no limit",
            "Tries to sign in, of an account or an address, each 10 minutes.",
        ),
    ] = 10
    rate_imports: Annotated[
        Whole, Told("a whole number, 0 for no limit", "Imports into a group each hour.")
    ] = 60
