"""Days are closed soon after they are over, once, whatever happens to the process that does it."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

import pytest

from cutting import Cut, Watched, cut_at
from db_model.findings.types import Severity
from db_model.findings.update import updated as finding_updated
from db_model.vulnerabilities.types import Vulnerability
from histories import SAFE, change, version
from indicators.history import close_days, history, partition
from indicators.items import addition, addition_on, day_key
from indicators.rules import group_scope, organization_scope
from jobs.hold import settle
from jobs.items import job_from, job_key
from jobs.rules import Done, Held, run_of
from jobs.types import JobId, Outcome
from kit.time import milliseconds
from people import Tenant, a_tenant
from populations import a_finding, a_vulnerability, put, put_findings, put_vulnerabilities
from projections.days import CLOSE, close, closing
from projections.errors import Overtaken
from projections.keep import by_day, consumers
from projections.recount import RECOUNT, SUBJECT, is_outdated, recount
from projections.verify_figures import figures_drift
from sqlite.stream import LOG, SqliteStream
from store.types import Key
from streaming import a_change
from streams.types import Change, Handling
from unit.projections.rig import Indexed
from world import START

pytestmark = pytest.mark.changes_db

DAY: Final = timedelta(days=1)
FIRST: Final = START.date()


async def nothing() -> None:
    """Wait for nothing: nobody else writes."""


async def a_day(indexed: Indexed, tenant: Tenant, number: int) -> Vulnerability:
    """Have a vulnerability reported today, and let the day pass."""
    finding = a_finding(tenant)
    new = replace(a_vulnerability(tenant, finding, number), version=version(indexed.world))
    await put_vulnerabilities(indexed.world, new)
    await indexed.drained()
    indexed.world.clock.advance(DAY)
    return new


async def run(indexed: Indexed) -> None:
    """Run the job as a worker does that finds it due."""
    held = await indexed.held(CLOSE, (today(indexed) - DAY).isoformat())
    await close(indexed.keeping, run_of(held))
    await settled(indexed, held)


async def settled(indexed: Indexed, held: Held) -> None:
    now_ms = milliseconds(indexed.world.clock())
    kind = closing(indexed.keeping)
    outcome = await settle(indexed.store, held, Done(), kind=kind, now_ms=now_ms, chance=0)
    assert outcome is Outcome.DONE


async def scene(indexed: Indexed) -> Tenant:
    """Put a group with a finding there, and everything that is derived."""
    tenant = await a_tenant(indexed.world)
    await put_findings(indexed.world, a_finding(tenant))
    await indexed.built()
    return tenant


def today(indexed: Indexed) -> date:
    return indexed.world.clock.instant.date()


async def open_by_day(indexed: Indexed, scope: str) -> Mapping[date, int]:
    """Return how many were open at the end of each day of which that is told."""
    return await by_day_of(indexed, scope, "open")


async def by_day_of(indexed: Indexed, scope: str, name: str) -> Mapping[date, int]:
    """Return how a figure stood at the end of each day of which that is told."""
    told = await history(
        indexed.store, scope, since=FIRST, until=today(indexed), today=today(indexed)
    )
    return {day: sums.get(name, 0) for day, sums in told}


async def brought(indexed: Indexed, changes: Sequence[Change]) -> None:
    """Bring changes to the figures, whether they were brought before or not."""
    consumer = consumers(indexed.keeping)[1].consume
    assert isinstance(consumer, Handling)
    await consumer.handle(changes)


async def kept(indexed: Indexed, scope: str) -> Counter[str]:
    """Return how many snapshots and additions there are."""
    return Counter(item.key.sk[0] for item in await partition(indexed.store, scope))


async def test_over_months_each_day_stays_for_ninety_days_then_each_week(
    indexed: Indexed,
) -> None:
    tenant = await scene(indexed)
    for number in range(120):
        await a_day(indexed, tenant, number)
        await run(indexed)

    sundays = [FIRST + number * DAY for number in (6, 13, 20, 27)]
    last = [FIRST + number * DAY for number in range(28, 120)]
    expected = {day: (day - FIRST).days + 1 for day in (*sundays, *last)}
    for scope in (
        group_scope(tenant.group.name),
        organization_scope(tenant.organization.id),
    ):
        assert await open_by_day(indexed, scope) == expected
        assert await kept(indexed, scope) == {"@": 1, "S": 4 + 92}
    assert (await figures_drift(indexed.keeping, pause=nothing)).ids == ()


async def test_days_without_a_worker_are_closed_when_it_is_back(indexed: Indexed) -> None:
    tenant = await scene(indexed)
    scope = group_scope(tenant.group.name)
    for number in range(40):
        await a_day(indexed, tenant, number)
    before = await open_by_day(indexed, scope)

    await run(indexed)

    assert before == {FIRST + number * DAY: number + 1 for number in range(40)}
    assert await open_by_day(indexed, scope) == before
    assert await kept(indexed, scope) == {"@": 1, "S": 40}


async def test_changes_that_are_counted_late_are_put_on_their_days(indexed: Indexed) -> None:
    """Though the days were closed before, and another thing was changed since."""
    tenant = await scene(indexed)
    scope = group_scope(tenant.group.name)
    one = await a_day(indexed, tenant, 0)
    finding = a_finding(tenant)
    late = replace(a_vulnerability(tenant, finding, 1), version=version(indexed.world))
    await put_vulnerabilities(indexed.world, late)
    indexed.world.clock.advance(DAY)
    await change(indexed.world, one, status=SAFE)
    await run(indexed)

    await indexed.drained()

    told = {FIRST: 1, FIRST + DAY: 2}
    assert await open_by_day(indexed, scope) == told
    indexed.world.clock.advance(DAY)
    await run(indexed)
    assert await open_by_day(indexed, scope) == {**told, FIRST + 2 * DAY: 1}
    assert (await kept(indexed, scope))["D"] == 0


async def test_findings_that_are_counted_late_are_put_on_the_day_of_the_change(
    indexed: Indexed,
) -> None:
    tenant = await scene(indexed)
    await put_vulnerabilities(indexed.world, a_vulnerability(tenant, a_finding(tenant)))
    indexed.world.clock.advance(2 * DAY)

    await indexed.drained()

    assert await by_day_of(indexed, group_scope(tenant.group.name), "findings.open") == {
        FIRST: 1,
        FIRST + DAY: 1,
    }


async def test_changes_that_come_once_more_bring_nothing_of_today_into_the_past(
    indexed: Indexed,
) -> None:
    tenant = await scene(indexed)
    one = await a_day(indexed, tenant, 0)
    log = await SqliteStream(indexed.store).read(LOG.id, after=None, limit=1000)
    await change(indexed.world, one, status=SAFE)

    await brought(indexed, log.changes)
    indexed.world.clock.advance(DAY)

    told = {FIRST: 1, FIRST + DAY: 0}
    assert await open_by_day(indexed, group_scope(tenant.group.name)) == told


async def test_what_a_job_counts_after_midnight_is_put_on_the_day_of_the_change(
    indexed: Indexed,
) -> None:
    """As where all vulnerabilities of a finding are counted anew after its severity."""
    tenant = await scene(indexed)
    scope = group_scope(tenant.group.name)
    await put_vulnerabilities(indexed.world, a_vulnerability(tenant, a_finding(tenant)))
    await indexed.drained()
    indexed.world.clock.advance(DAY)
    was = a_finding(tenant)
    now = replace(was, severity=Severity(score=9.9), version=version(indexed.world))
    await put(indexed.world, [*finding_updated(was, now)])
    indexed.world.clock.advance(DAY)

    await indexed.drained()
    await indexed.jobs_done()

    told = {FIRST: 0, FIRST + DAY: 1}
    assert await by_day_of(indexed, scope, "open.critical") == told


@pytest.mark.parametrize("moment", ["before", "after"])
async def test_however_often_the_process_ends_each_day_is_closed_once(
    indexed: Indexed, moment: str
) -> None:
    tenant = await scene(indexed)
    scope = group_scope(tenant.group.name)
    for number in range(40):
        await a_day(indexed, tenant, number)
    before = await open_by_day(indexed, scope)
    job = run_of(await indexed.held(CLOSE, FIRST.isoformat()))
    ends = 0
    for commit in (*range(1, 5), 1000):
        store = cut_at(indexed.store, moment, commit=commit)
        try:
            await close(replace(indexed.keeping, store=store), job)
        except Cut:
            ends += 1

    assert ends >= 2
    assert await open_by_day(indexed, scope) == before
    assert await kept(indexed, scope) == {"@": 1, "S": 40}


async def test_a_worker_that_was_overtaken_closes_nothing(indexed: Indexed) -> None:
    tenant = await scene(indexed)
    await a_day(indexed, tenant, 0)
    job = run_of(await indexed.held(CLOSE, FIRST.isoformat()))
    indexed.world.clock.advance(timedelta(minutes=1))
    await indexed.held(CLOSE, FIRST.isoformat())
    before = await indexed.world.everything()

    with pytest.raises(Overtaken):
        await close(indexed.keeping, job)

    assert await indexed.world.everything() == before


async def test_what_is_added_while_a_day_is_closed_is_not_lost(indexed: Indexed) -> None:
    tenant = await scene(indexed)
    await a_day(indexed, tenant, 0)
    scope = group_scope(tenant.group.name)
    held = await indexed.held(CLOSE, FIRST.isoformat())
    added = asyncio.Event()

    async def meanwhile() -> None:
        if not added.is_set():
            added.set()
            more = {"open": 1}
            await indexed.store.commit([addition(scope, more), addition_on(FIRST, scope, more)])

    store = Watched(indexed.store, meanwhile=meanwhile)
    now_ms = milliseconds(indexed.world.clock())
    await close_days(store, scope, run_of(held).fence, today=today(indexed), now_ms=now_ms)

    assert await open_by_day(indexed, scope) == {FIRST: 2}
    assert await kept(indexed, scope) == {"@": 1, "S": 1}


async def test_it_wishes_for_its_next_run(indexed: Indexed) -> None:
    await scene(indexed)
    indexed.world.clock.advance(3 * DAY)

    held = await indexed.held(CLOSE, FIRST.isoformat())
    await close(indexed.keeping, run_of(held))
    await settled(indexed, held)

    jobs = [job_from(it) for it in (await indexed.world.everything()).values() if it.kind == "job"]
    [following] = [job for job in jobs if job.id.kind == CLOSE]
    assert following.id.subject == (FIRST + 3 * DAY).isoformat()
    due = START.replace(hour=0, minute=10) + 4 * DAY
    assert following.run_after_ms == milliseconds(due)


async def test_a_start_wishes_for_the_end_of_the_day_and_counts_anew_once(
    indexed: Indexed,
) -> None:
    stop = asyncio.Event()
    stop.set()
    jobs = [JobId(CLOSE, FIRST.isoformat()), JobId(RECOUNT, SUBJECT)]

    await indexed.world.service.consumers(stop)
    first = await indexed.store.get([job_key(job) for job in jobs])
    await recount(indexed.keeping, run_of(await indexed.held(RECOUNT, SUBJECT)))

    assert None not in first
    assert not await is_outdated(indexed.store)


def test_changes_are_taken_by_the_day_and_none_for_later_than_any_stream() -> None:
    now = START + 30 * DAY
    ages = [timedelta(days=1), timedelta(0), timedelta(hours=1), timedelta(days=20)]
    some = [replace(a_change(number), at=now - age) for number, age in enumerate(ages)]

    taken = [(at, [change.position for change in part]) for at, part in by_day(some, now=now)]

    assert taken == [
        (now - timedelta(days=7), ["0003"]),
        (now - timedelta(days=1), ["0000"]),
        (now, ["0001", "0002"]),
    ]


def test_the_days_of_a_scope_lie_with_its_sums() -> None:
    assert day_key("GRP#acme", FIRST) == Key("~CNT#GRP#acme", "D#2026-03-02")
