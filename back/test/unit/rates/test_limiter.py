"""A limiter beside others: what they let through together, and what that costs."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from errors import Unavailable
from rates.errors import RateLimited
from rates.items import key_of
from rates.limiter import Limiter, Told
from rates.limits import limits_from
from rates.types import Charge, Limit
from settings import Rates
from sqlite.store import SqliteStore, open_store
from store.counting import CountingStore, counting
from store.errors import StoreUnavailable
from unit.store.doubles import Watched

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
LIMIT = Limit(name="test", amount=60, per=timedelta(minutes=1), burst=100, block=10)


@dataclass(slots=True)
class Hand:
    at: datetime = NOW

    def __call__(self) -> datetime:
        return self.at


@dataclass(slots=True)
class Heard:
    refused: list[str] = field(default_factory=list)
    alone: list[str] = field(default_factory=list)

    def told(self) -> Told:
        return Told(
            refused=lambda limit: self.refused.append(limit.name),
            alone=lambda limit, _: self.alone.append(limit.name),
        )


@pytest.fixture
def clock() -> Hand:
    return Hand()


@pytest.fixture
async def inner(tmp_path: Path, clock: Hand) -> AsyncIterator[SqliteStore]:
    async with open_store(tmp_path / "store.db", clock=clock, durable=False) as store:
        yield store


def _limiter(
    store: SqliteStore | Watched | CountingStore, clock: Hand, told: Told | None = None
) -> Limiter:
    limits = limits_from(Rates())
    return Limiter(store=store, limits=limits, clock=clock, told=told or Told())


async def _passed(limiter: Limiter, tries: int, *, limit: Limit = LIMIT) -> int:
    passed = 0
    for _ in range(tries):
        try:
            await limiter.admit(Charge(limit, "ada"))
        except RateLimited:
            continue
        passed += 1
    return passed


async def test_a_full_bucket_passes_then_what_comes_back(inner: SqliteStore, clock: Hand) -> None:
    heard = Heard()
    limiter = _limiter(inner, clock, told=heard.told())

    at_once = await _passed(limiter, 130)
    with pytest.raises(RateLimited) as refused:
        await limiter.admit(Charge(LIMIT, "ada", 5))
    clock.at += timedelta(seconds=7)
    later = await _passed(limiter, 20)

    assert (at_once, later) == (100, 7)
    assert refused.value.retry_after == 5
    assert refused.value.details == {"retryAfter": 5, "limit": "test"}
    assert heard == Heard(refused=["test"] * (30 + 1 + 13))


async def test_most_requests_ask_the_store_nothing(inner: SqliteStore, clock: Hand) -> None:
    limiter = _limiter(CountingStore(inner), clock)

    with counting() as few:
        await _passed(limiter, 10)
    with counting() as many:
        await _passed(limiter, 90)
    with counting() as refused:
        await _passed(limiter, 1_000)

    # A process tells the others each time that it spent a tenth of a bucket.
    assert (few.gets, few.commits) == (0, 0)
    assert (many.gets, many.commits) == (9, 9)
    assert (refused.gets, refused.commits) == (0, 0)


async def test_processes_together_pass_at_most_a_block_each_too_much(
    inner: SqliteStore, clock: Hand
) -> None:
    limiters = [_limiter(inner, clock) for _ in range(3)]

    passed = 0
    for _ in range(100):
        for limiter in limiters:
            passed += await _passed(limiter, 1)

    assert 100 <= passed <= 100 + 3 * LIMIT.block


async def test_a_limit_without_a_block_holds_to_the_point(inner: SqliteStore, clock: Hand) -> None:
    exact = replace(LIMIT, block=0, burst=10)
    limiters = [_limiter(inner, clock) for _ in range(3)]

    passed = [await _passed(limiter, 7, limit=exact) for limiter in limiters]

    assert passed == [7, 3, 0]


async def test_who_asks_for_several_things_pays_for_all_or_none(
    inner: SqliteStore, clock: Hand
) -> None:
    limiter = _limiter(inner, clock)
    small = replace(LIMIT, name="small", burst=1)

    await limiter.admit(Charge(LIMIT, "ada"), Charge(small, "ada"))
    with pytest.raises(RateLimited):
        await limiter.admit(Charge(LIMIT, "ada", 90), Charge(small, "ada"))
    (standing,) = await limiter.admit(Charge(LIMIT, "ada"))

    assert standing.remaining == 98


async def test_a_limit_that_is_off_costs_nothing(inner: SqliteStore, clock: Hand) -> None:
    limiter = _limiter(inner, clock)

    standing = [await limiter.admit(Charge(replace(LIMIT, amount=0), "a")) for _ in range(200)]

    assert standing == [()] * 200


async def test_without_a_store_a_process_goes_on_by_what_it_knows(
    inner: SqliteStore, clock: Hand
) -> None:
    heard = Heard()
    broken = Watched(inner, faults=[StoreUnavailable() for _ in range(500)])
    limiter = _limiter(broken, clock, told=heard.told())

    passed = await _passed(limiter, 130)
    broken.faults.clear()
    clock.at += timedelta(seconds=20)
    await _passed(limiter, 1)

    other = _limiter(inner, clock)
    assert passed == 100
    assert heard.alone == ["test"] * 90
    # What it spent alone is told to the others as soon as there is somebody to tell.
    (standing,) = await other.admit(Charge(LIMIT, "ada", 11))
    assert standing.remaining == 8


async def test_a_fault_that_is_none_of_the_store_is_not_hidden(
    inner: SqliteStore, clock: Hand
) -> None:
    limiter = _limiter(Watched(inner, faults=[RuntimeError("broken")]), clock)

    with pytest.raises(RuntimeError, match="broken"):
        await limiter.admit(Charge(replace(LIMIT, block=0), "ada"))

    assert issubclass(StoreUnavailable, Unavailable)


async def test_who_tries_to_sign_in_is_held_by_address_and_by_account(
    inner: SqliteStore, clock: Hand
) -> None:
    limiter = _limiter(inner, clock)

    for number in range(10):
        await limiter.admit_sign_in(f"10.0.0.{number}", "ada@example.com")
    with pytest.raises(RateLimited) as refused:
        await limiter.admit_sign_in("10.0.0.99", "ada@example.com")
    await limiter.admit_sign_in("10.0.0.99", "bob@example.com")
    for _ in range(9):
        await limiter.admit_sign_in("10.0.0.1")
    with pytest.raises(RateLimited):
        await limiter.admit_sign_in("10.0.0.1")

    assert refused.value.retry_after == 60


async def test_nobody_can_tell_from_the_store_who_asked(inner: SqliteStore, clock: Hand) -> None:
    limiter = _limiter(inner, clock)

    await limiter.admit_sign_in("10.0.0.1", "ada@example.com" * 500)

    page = await inner.scan(segment=0, segments=1, after=None, limit=100)
    assert sorted(item.kind for item in page.items) == ["rate", "rate"]
    assert not any("ada" in item.key.pk or "10.0" in item.key.pk for item in page.items)
    assert all(item.key.pk.startswith("~RATE#sign-ins#") for item in page.items)
    assert key_of(Charge(LIMIT, "a")) != key_of(Charge(LIMIT, "b"))


async def test_limits_are_those_of_the_settings_or_off() -> None:
    on, off = limits_from(Rates(rate_mutations=7)), limits_from(Rates(rate_limits=False))

    assert (on.points.amount, on.points.burst, on.points.rate) == (600, 1200, 10)
    assert (on.mutations.amount, on.mutations.burst) == (7, 7)
    assert (on.tenant.amount, on.anonymous.amount, on.imports.amount) == (6000, 60, 60)
    assert (on.sign_ins.amount, on.sign_ins.per, on.sign_ins.block) == (
        10,
        timedelta(minutes=10),
        0,
    )
    assert {getattr(off, name).amount for name in off.__slots__} == {0}
