"""How large, dear and many requests may be."""

from dataclasses import dataclass
from typing import Annotated, Final

from settings.forms import Positive, Told

_MIB: Final = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    body_bytes: Annotated[
        Positive,
        Told("a number of bytes", "The largest request of a signed-in caller, files apart."),
    ] = 256 * 1024
    anonymous_body_bytes: Annotated[
        Positive, Told("a number of bytes", "The largest request of anyone else.")
    ] = 16 * 1024
    upload_bytes: Annotated[Positive, Told("a number of bytes", "The largest uploaded file.")] = (
        10 * _MIB
    )
    report_bytes: Annotated[Positive, Told("a number of bytes", "The largest uploaded report.")] = (
        20 * _MIB
    )
    response_bytes: Annotated[Positive, Told("a number of bytes", "The largest answer.")] = (
        10 * _MIB
    )
    cost_limit: Annotated[
        Positive, Told("a positive integer", "The dearest GraphQL request that is executed.")
    ] = 20000
    in_flight: Annotated[
        Positive, Told("a positive integer", "Requests served at once by a process.")
    ] = 100
    in_flight_each: Annotated[
        Positive, Told("a positive integer", "Requests served at once for one caller by a process.")
    ] = 20
