"""Figures are those of a count by hand, whatever happened to whom in which order."""

from dataclasses import replace
from datetime import timedelta

import pytest

from cutting import Cut, cut_at
from db_model.findings.types import Severity
from db_model.findings.update import updated as finding_updated
from db_model.vulnerabilities.types import VulnerabilityStatus, ZeroRiskStatus
from histories import SAFE, change
from indicators.count import counters
from indicators.figures import figures_of, mean_days
from indicators.rules import group_scope, organization_scope, root_scope
from indicators.types import Figures, Level
from jobs.rules import run_of
from people import Tenant, a_tenant
from populations import a_finding, a_vulnerability, put, put_findings, put_vulnerabilities
from projections.keep import consumers
from projections.recount import RECOUNT, SUBJECT, recount
from sqlite.stream import LOG, SqliteStream
from store.types import Delete, Exists
from streams.types import Handling
from unit.projections.rig import Indexed
from world import START

pytestmark = pytest.mark.changes_db

SUBMITTED = VulnerabilityStatus.SUBMITTED


async def figures(indexed: Indexed, tenant: Tenant) -> Figures:
    [of_group] = await counters(indexed.store, [group_scope(tenant.group.name)])
    return figures_of(of_group)


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
    await change(indexed.world, closed, status=SAFE)
    await indexed.built()

    seen = await figures(indexed, tenant)

    assert (seen.open, seen.closed, seen.submitted, seen.rejected) == (2, 1, 1, 0)
    assert (seen.open_by[Level.HIGH], seen.open_by[Level.CRITICAL]) == (1, 1)
    assert seen.closed_by[Level.HIGH] == 1
    assert seen.max_open == 9.8
    assert (seen.open_findings, seen.closed_findings) == (1, 0)
    [of_root] = await counters(indexed.store, [root_scope(tenant.root.id)])
    assert (of_root["open"], of_root["closed"]) == (2, 1)
    of_both = [group_scope(tenant.group.name), organization_scope(tenant.organization.id)]
    of_group, of_organization = await counters(indexed.store, of_both)
    assert of_organization == of_group


async def test_the_mean_time_to_remediate_counts_the_open_until_today(indexed: Indexed) -> None:
    tenant = await a_tenant(indexed.world)
    finding = a_finding(tenant)
    some = [a_vulnerability(tenant, finding, number) for number in range(2)]
    await put_findings(indexed.world, finding)
    await put_vulnerabilities(indexed.world, *some)
    await change(indexed.world, some[0], status=SAFE)
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
    await change(indexed.world, some[3], status=SAFE)
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


async def test_documents_of_many_findings_are_counted_in_commits_that_fit(
    indexed: Indexed,
) -> None:
    """Also where each adds to sums of its own, and gives up what it added to others."""
    tenant = await a_tenant(indexed.world)
    some = [a_finding(tenant, number) for number in range(70)]
    await put_findings(indexed.world, *some)
    opened = [a_vulnerability(tenant, finding) for finding in some]
    await put_vulnerabilities(indexed.world, *opened)
    await indexed.built()

    for each in opened:
        await change(indexed.world, each, zero_risk=ZeroRiskStatus.REQUESTED)
    log = await SqliteStream(indexed.store).read(LOG.id, after=None, limit=1000)
    _, consumer = consumers(indexed.keeping)
    assert isinstance(consumer.consume, Handling)
    await consumer.consume.handle(log.changes)

    seen = await figures(indexed, tenant)
    assert (seen.open, seen.zero_risk) == (0, 70)
