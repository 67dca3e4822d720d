"""Who pays for a request: the caller and its organization, or an address."""

from collections.abc import Hashable, Iterator

from api.http.types import Bill, RequestInfo
from app.callers import Caller
from authz.access import Access
from rates.limiter import Limiter
from rates.types import Charge, Standing


async def admit(
    limiter: Limiter, info: RequestInfo, caller: Hashable | None, bill: Bill
) -> tuple[Standing, ...]:
    """Charge who sent a request, and return how they then stand.

    Raises:
        RateLimited: they have asked for too much lately.
    """
    access = caller.access if isinstance(caller, Caller) else None
    return await limiter.admit(*_charges(limiter, info, access, bill))


def _charges(
    limiter: Limiter, info: RequestInfo, access: Access | None, bill: Bill
) -> Iterator[Charge]:
    limits = limiter.limits
    if access is None:
        if bill.requests:
            yield Charge(limits.anonymous, info.address, bill.requests)
        return
    points = bill.requests + bill.points
    caller = access.principal.token_id or access.principal.email
    yield Charge(limits.points, caller, points)
    if bill.mutations:
        yield Charge(limits.mutations, caller, bill.mutations)
    home = home_of(access)
    if home is not None:
        yield Charge(limits.tenant, home, points)


def home_of(access: Access) -> str | None:
    """Return the organization that the caller entered first, which pays for what it asks."""
    entered = [each for each in access.organizations.values() if each.has_access]
    first = min(entered, key=lambda each: (each.granted_at, each.organization_id), default=None)
    return None if first is None else first.organization_id
