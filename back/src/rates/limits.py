"""The limits that the settings ask for."""

from datetime import timedelta
from typing import Final

from rates.types import Limit, Limits
from settings import Rates

_MINUTE: Final = timedelta(minutes=1)
_SIGN_IN: Final = timedelta(minutes=10)
_HOUR: Final = timedelta(hours=1)
_BLOCKS: Final = 10  # a process tells the others each time that it spent a tenth of a bucket


def limits_from(rates: Rates) -> Limits:
    """Return the limits of ``rates``, all off where it says so."""
    return Limits(
        points=_limit(rates, "points", rates.rate_points, _MINUTE, burst=rates.rate_points_burst),
        tenant=_limit(rates, "tenant", rates.rate_tenant_points, _MINUTE),
        mutations=_limit(rates, "mutations", rates.rate_mutations, _MINUTE),
        anonymous=_limit(rates, "anonymous", rates.rate_anonymous, _MINUTE),
        sign_ins=_limit(rates, "sign-ins", rates.rate_sign_ins, _SIGN_IN, block=0),
        imports=_limit(rates, "imports", rates.rate_imports, _HOUR),
    )


def _limit(
    rates: Rates,
    name: str,
    amount: int,
    per: timedelta,
    *,
    burst: int | None = None,
    block: float | None = None,
) -> Limit:
    most = amount if burst is None else burst
    return Limit(
        name=name,
        amount=amount if rates.rate_limits else 0,
        per=per,
        burst=max(most, 1),
        block=most / _BLOCKS if block is None else block,
    )
