"""Figures are those of a count by hand, whatever happened to whom in which order."""

import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cutting import Cut, cut_at
from db_model.findings.types import Finding, Severity
from db_model.findings.update import counted
from db_model.findings.update import updated as finding_updated
from db_model.vulnerabilities.types import (
    Vulnerability,
    VulnerabilityStatus,
    ZeroRiskStatus,
)
from db_model.vulnerabilities.update import updated
from indicators.count import counters
from indicators.figures import figures_of, mean_days
from indicators.rules import group_scope, root_scope
from indicators.types import Figures, Level
from jobs.rules import run_of
from people import Tenant, a_tenant
from populations import a_finding, a_vulnerability, put, put_findings, put_vulnerabilities
from projections.keep import consumers
from projections.recount import RECOUNT, SUBJECT, recount
from sqlite.stream import LOG, SqliteStream
from store.types import Delete, Exists
from streams.types import Handling
from unit.projections.rig import Indexed, an_index_of
from vulnerabilities.rules import figures_change
from world import START, one_world

pytestmark = pytest.mark.changes_db

SAFE, VULNERABLE = VulnerabilityStatus.SAFE, VulnerabilityStatus.VULNERABLE
DELETED, SUBMITTED = VulnerabilityStatus.DELETED, VulnerabilityStatus.SUBMITTED


async def figures(indexed: Indexed, tenant: Tenant) -> Figures:
    [of_group] = await counters(indexed.store, [group_scope(tenant.group.name)])
    return figures_of(of_group)


async def change(
    indexed: Indexed,
    was: Vulnerability,
    *,
    status: VulnerabilityStatus = VULNERABLE,
    zero_risk: ZeroRiskStatus | None = None,
) -> Vulnerability:
    """Give ``was`` another state, and its finding the figures that go with it."""
    now = replace(
        was,
        state=replace(was.state, status=status),
        version=was.version + 1,
        closed_at=START + timedelta(days=9) if status is SAFE else None,
        zero_risk=zero_risk or was.zero_risk,
    )
    more = counted(now.finding_id, figures_change(was.state, now.state))
    await put(indexed.world, [*updated(was, now), *more])
    return now


async def test_vulnerabilities_are_counted_by_state_and_level(indexed: Indexed) -> None:
    tenant = await a_tenant(indexed.world)
    finding = a_finding(tenant)
    own = replace(a_vulnerability(tenant, finding, 1), severity=Severity(score=9.8))
    await put_findings(indexed.world, finding)
    await put_vulnerabilities(
        indexed.world,
        a_vulnerability(tenant, finding, 0),
        own,
        a_vulnerability(tenant, finding, 2, status=SUBMITTED),
    )
    closed = a_vulnerability(tenant, finding, 3)
    await put_vulnerabilities(indexed.world, closed)
    await change(indexed, closed, status=SAFE)
    await indexed.built()

    seen = await figures(indexed, tenant)

    assert (seen.open, seen.closed, seen.submitted, seen.rejected) == (2, 1, 1, 0)
    assert (seen.open_by[Level.HIGH], seen.open_by[Level.CRITICAL]) == (1, 1)
    assert seen.closed_by[Level.HIGH] == 1
    assert seen.max_open == 9.8
    assert (seen.open_findings, seen.closed_findings) == (1, 0)
    [of_root] = await counters(indexed.store, [root_scope(tenant.root.id)])
    assert (of_root["open"], of_root["closed"]) == (2, 1)


async def test_the_mean_time_to_remediate_counts_the_open_until_today(indexed: Indexed) -> None:
    tenant = await a_tenant(indexed.world)
    finding = a_finding(tenant)
    some = [a_vulnerability(tenant, finding, number) for number in range(2)]
    await put_findings(indexed.world, finding)
    await put_vulnerabilities(indexed.world, *some)
    await change(indexed, some[0], status=SAFE)
    await indexed.built()

    remediation = (await figures(indexed, tenant)).remediation

    today = (START + timedelta(days=4)).date()
    assert mean_days(remediation.values(), today=today) == 7  # of 9 and 4 days
    assert mean_days([remediation[Level.HIGH]], today=today) == 7
    assert mean_days([remediation[Level.LOW]], today=today) is None


async def test_another_severity_of_a_finding_moves_its_vulnerabilities(indexed: Indexed) -> None:
    tenant = await a_tenant(indexed.world)
    finding = a_finding(tenant)
    await put_findings(indexed.world, finding)
    await put_vulnerabilities(indexed.world, *(a_vulnerability(tenant, finding, n) for n in (0, 1)))
    await indexed.built()

    lower = replace(finding, severity=Severity(score=3.1), version=finding.version + 1)
    await put(indexed.world, [*finding_updated(finding, lower)])
    await indexed.drained()
    await indexed.jobs_done()

    seen = await figures(indexed, tenant)
    assert (seen.open_by[Level.HIGH], seen.open_by[Level.LOW], seen.max_open) == (0, 2, 3.1)


async def test_what_was_counted_of_things_that_vanished_is_taken_back(indexed: Indexed) -> None:
    """Also where nobody was told: the job that counts anew looks after what was counted."""
    tenant = await a_tenant(indexed.world)
    finding = a_finding(tenant)
    one = a_vulnerability(tenant, finding)
    await put_findings(indexed.world, finding)
    await put_vulnerabilities(indexed.world, one)
    await indexed.built()
    [key] = [key for key in await indexed.world.everything() if key.pk == f"VUL#{one.id}"][:1]
    keys = [it for it in await indexed.world.everything() if it.pk == key.pk]
    await put(indexed.world, [Delete(each, Exists()) for each in keys])

    held = await indexed.held(RECOUNT, SUBJECT)
    await recount(indexed.keeping, run_of(held))

    seen = await figures(indexed, tenant)
    assert (seen.open, seen.max_open) == (0, None)


@pytest.mark.parametrize("crash", ["before", "after"])
async def test_counts_are_exact_however_often_the_process_ends(
    indexed: Indexed, crash: str
) -> None:
    tenant = await a_tenant(indexed.world)
    finding = a_finding(tenant)
    await put_findings(indexed.world, finding)
    some = [a_vulnerability(tenant, finding, number) for number in range(70)]
    await put_vulnerabilities(indexed.world, *some)
    await change(indexed, some[3], status=SAFE)
    log = (await SqliteStream(indexed.store).read(LOG.id, after=None, limit=1000)).changes
    for commits in (*range(9), 1000):
        store = cut_at(indexed.store, crash, commit=commits + 1)
        _, consumer = consumers(replace(indexed.keeping, store=store))
        assert isinstance(consumer.consume, Handling)
        try:
            await consumer.consume.handle(log)
        except Cut:
            assert commits < 9

    seen = await figures(indexed, tenant)
    assert (seen.open, seen.closed, seen.open_findings) == (69, 1, 1)


@dataclass(slots=True)
class Model:
    """What there is, as its owner remembers it."""

    finding: Finding
    vulnerabilities: list[Vulnerability] = field(default_factory=list)

    def counted(self) -> Counter[str]:
        """Return a count by hand."""
        counts: Counter[str] = Counter()
        for each in self.vulnerabilities:
            if each.state.status is DELETED:
                continue
            score = (each.severity or self.finding.severity).score
            if each.zero_risk is ZeroRiskStatus.REQUESTED:
                counts["zero"] += 1
            elif each.state.status is VULNERABLE:
                counts["open"] += 1
                counts["critical"] += score >= 9
                counts["tenths"] = max(counts["tenths"], round(score * 10))
            else:
                counts["closed"] += 1
        return +counts


async def act(indexed: Indexed, tenant: Tenant, model: Model, action: tuple[str, int]) -> None:
    """Do what ``action`` says to the world and to the model."""
    name, number = action
    some = model.vulnerabilities
    at = number % len(some) if some else 0
    match name:
        case "add":
            new = a_vulnerability(tenant, model.finding, len(some))
            severity = Severity(score=number / 2) if number % 3 else None
            some.append(replace(new, severity=severity))
            await put_vulnerabilities(indexed.world, some[-1])
        case "score":
            was = model.finding
            severity_now = Severity(score=number / 2)
            model.finding = replace(was, severity=severity_now, version=was.version + 1)
            await put(indexed.world, [*finding_updated(was, model.finding)])
        case "drain":
            await indexed.drained()
        case "zero" if some and some[at].state.status is VULNERABLE:
            some[at] = await change(indexed, some[at], zero_risk=ZeroRiskStatus.REQUESTED)
        case "close" if some and some[at].state.status is VULNERABLE:
            some[at] = await change(indexed, some[at], status=SAFE)
        case "delete" if some and some[at].state.status is VULNERABLE:
            some[at] = await change(indexed, some[at], status=DELETED)


ACTIONS = st.lists(
    st.tuples(
        st.sampled_from(["add", "add", "add", "close", "delete", "zero", "score", "drain"]),
        st.integers(0, 20),
    ),
    max_size=14,
)


@settings(max_examples=25, deadline=None)
@given(actions=ACTIONS, order=st.randoms(use_true_random=False))
async def test_any_history_comes_to_the_count_by_hand(
    actions: Sequence[tuple[str, int]], order: object
) -> None:
    """Changes are brought as they come, then once more, shuffled: nothing is counted twice."""
    with tempfile.TemporaryDirectory() as name:
        async with (
            one_world(Path(name), at_work=False) as world,
            an_index_of(world, Path(name)) as indexed,
        ):
            tenant = await a_tenant(world)
            model = Model(finding=a_finding(tenant))
            await put_findings(world, model.finding)
            await indexed.built()
            for action in actions:
                await act(indexed, tenant, model, action)
            await indexed.drained()
            await indexed.jobs_done()
            log = await SqliteStream(indexed.store).read(LOG.id, after=None, limit=1000)
            changes = list(log.changes)
            order.shuffle(changes)  # type: ignore[attr-defined]
            consumer = consumers(indexed.keeping)[1].consume
            assert isinstance(consumer, Handling)
            await consumer.handle(changes)

            seen = await figures(indexed, tenant)
    count = model.counted()
    assert (seen.open, seen.closed, seen.zero_risk) == (
        count["open"],
        count["closed"],
        count["zero"],
    )
    assert seen.open_by[Level.CRITICAL] == count["critical"]
    assert round((seen.max_open or 0) * 10) == count["tenths"]
