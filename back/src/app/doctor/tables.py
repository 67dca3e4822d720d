"""What the tables of the store on DynamoDB are like."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from app.doctor import rules
from app.doctor.types import Diagnosis, Health
from app.dynamodb import config_of
from dynamodb import open_store
from dynamodb.inspection import Inspection, inspect
from dynamodb.revision import check
from errors import Unavailable
from kit.time import now
from settings import Settings
from store.errors import StoreUnavailable

_CREATE = "run `integrates store create`"


async def diagnosed(settings: Settings, *, at: datetime) -> tuple[Diagnosis, ...]:
    try:
        found = await inspect(config_of(settings))
    except StoreUnavailable as fault:
        cure = (
            "check INTEGRATES_DYNAMODB_URL, INTEGRATES_DYNAMODB_REGION, the credentials of AWS"
            " and what they allow: DescribeTable, DescribeTimeToLive, DescribeContinuousBackups"
        )
        return (Diagnosis("store", Health.FAILED, f"DynamoDB: {fault.__cause__}", cure),)
    tables = tuple(map(judged, found))
    if any(each.health is Health.FAILED for each in tables):
        return tables
    return *tables, await _revision(settings), rules.of_clock(_ahead(found, at=at))


def judged(found: Inspection) -> Diagnosis:
    """Judge one table."""
    if not found.is_there:
        return Diagnosis("store", Health.FAILED, f"{found.table} is not there", _CREATE)
    if found.differences:
        cure = (
            f"{_CREATE}, and wait until {found.table} is active; if that does not help, it is not"
            " of this release: do the same with another INTEGRATES_DYNAMODB_PREFIX"
        )
        seen = f"{found.table} {', '.join(found.differences)}"
        return Diagnosis("store", Health.FAILED, seen, cure)
    if found.unset:
        seen = f"{found.table} is without {' and '.join(found.unset)}"
        return Diagnosis("store", Health.WARNING, seen, _CREATE)
    return Diagnosis("store", Health.OK, found.table)


async def _revision(settings: Settings) -> Diagnosis:
    try:
        async with open_store(config_of(settings), clock=now) as store:
            await check(store, settings.dynamodb_prefix)
    except Unavailable as fault:
        return Diagnosis("revision", Health.FAILED, fault.message, "do as it says")
    return Diagnosis("revision", Health.OK, "that of this release")


def _ahead(found: Sequence[Inspection], *, at: datetime) -> timedelta:
    (last,) = (each.answered_at for each in found[-1:])
    return last - at if last else timedelta(0)
