"""The indexes hold what the store has now, however the changes arrive."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest
from typing_extensions import override

from cutting import Cut, Watched, cut_at, nothing_else
from db_model.findings.types import FindingStatus
from db_model.findings.update import updated as finding_updated
from db_model.roots.types import GitRoot
from db_model.roots.update import updated as root_updated
from db_model.vulnerabilities.types import VulnerabilityStatus
from db_model.vulnerabilities.update import updated
from jobs.rules import run_of
from jobs.types import JobId
from people import Tenant, a_tenant
from populations import a_finding, a_vulnerability, put, put_findings, put_vulnerabilities
from projections.errors import Overtaken
from projections.keep import index
from projections.rebuild import REBUILD, outdated, rebuild
from projections.scans import progress_of
from projections.spread import SPREAD
from projections.verify import index_drift
from projections.views import SCHEMAS, VIEWS
from search.embedded import open_search
from search.errors import IndexNotBuilt
from search.types import Prefix, Term, Text
from sqlite.stream import LOG, SqliteStream
from store.types import Page
from unit.projections.rig import Indexed

pytestmark = pytest.mark.changes_db


async def test_what_was_added_is_found_by_any_of_its_fields(indexed: Indexed) -> None:
    tenant = await a_tenant(indexed.world)
    finding = a_finding(tenant)
    await put_findings(indexed.world, finding)
    await put_vulnerabilities(
        indexed.world, *(a_vulnerability(tenant, finding, number) for number in range(3))
    )
    await indexed.built()

    last = a_vulnerability(tenant, finding, 2).id
    assert len(await indexed.found("vulnerabilities")) == 3
    assert await indexed.found("vulnerabilities", Term("specific", "3")) == [last]
    assert len(await indexed.found("vulnerabilities", Text("rule 0 acm"))) == 3
    assert await indexed.found("findings", Term("open", 3)) == [finding.id]
    assert await indexed.found("roots", Text("acmeapp")) == [
        f"{tenant.group.name}/{tenant.root.id}"
    ]
    assert await indexed.found("roots", Term("group_name", "other")) == []


async def test_the_figures_of_a_finding_follow_its_vulnerabilities(indexed: Indexed) -> None:
    tenant = await a_tenant(indexed.world)
    finding = a_finding(tenant)
    await put_findings(indexed.world, finding)
    await indexed.built()
    assert await indexed.found("findings", Term("released", value=False)) == [finding.id]

    await put_vulnerabilities(indexed.world, a_vulnerability(tenant, finding))
    await indexed.drained()

    assert await indexed.found("findings", Term("released", value=True)) == [finding.id]
    assert await indexed.found("findings", Term("open", 1)) == [finding.id]


async def test_what_nobody_sees_any_more_is_not_found(indexed: Indexed) -> None:
    tenant = await a_tenant(indexed.world)
    finding = a_finding(tenant)
    one, two = (a_vulnerability(tenant, finding, number) for number in range(2))
    await put_findings(indexed.world, finding)
    await put_vulnerabilities(indexed.world, one, two)
    await indexed.built()

    gone = replace(one.state, status=VulnerabilityStatus.DELETED)
    now = replace(one, state=gone, version=one.version + 1)
    await put(indexed.world, [*updated(one, now)])
    await indexed.drained()

    assert await indexed.found("vulnerabilities") == [two.id]


async def test_a_new_title_reaches_all_vulnerabilities_by_a_job(indexed: Indexed) -> None:
    tenant = await a_tenant(indexed.world)
    finding = a_finding(tenant)
    some = [a_vulnerability(tenant, finding, number) for number in range(4)]
    await put_findings(indexed.world, finding)
    await put_vulnerabilities(indexed.world, *some)
    await indexed.built()

    renamed = replace(finding, title="Leaking taps", version=finding.version + 1)
    await put(indexed.world, [*finding_updated(finding, renamed)])
    await indexed.drained()
    subject = f"vulnerabilities/g1/FIN#{finding.id}"

    assert indexed.woken[-1] == JobId(SPREAD, subject)
    assert await indexed.jobs_done() == [JobId(SPREAD, subject)]
    assert await indexed.found("vulnerabilities", Text("taps")) == [each.id for each in some]


async def test_a_new_nickname_reaches_all_vulnerabilities_of_the_root(indexed: Indexed) -> None:
    tenant = await a_tenant(indexed.world)
    finding = a_finding(tenant)
    await put_findings(indexed.world, finding)
    await put_vulnerabilities(indexed.world, a_vulnerability(tenant, finding))
    await indexed.built()

    await put(indexed.world, [*root_updated(tenant.root, _renamed(tenant))])
    await indexed.drained()
    await indexed.jobs_done()

    found = await indexed.found("vulnerabilities", Term("root_nickname", "cellar"))
    assert found == [a_vulnerability(tenant, finding).id]


async def test_what_documents_do_not_say_leaves_no_drift_when_it_changes(indexed: Indexed) -> None:
    tenant = await a_tenant(indexed.world)
    finding = a_finding(tenant)
    await put_findings(indexed.world, finding)
    await put_vulnerabilities(indexed.world, a_vulnerability(tenant, finding))
    await indexed.built()

    described = replace(finding, description="Anew", version=finding.version + 1)
    await put(indexed.world, [*finding_updated(finding, described)])
    await indexed.drained()
    await indexed.jobs_done()

    assert await indexed.found("findings", Text("anew", ("description",))) == [finding.id]
    for view in VIEWS.values():
        assert (await index_drift(indexed.keeping, view, pause=nothing_else)).ids == ()


async def test_a_removed_finding_takes_its_vulnerabilities_along(indexed: Indexed) -> None:
    tenant = await a_tenant(indexed.world)
    finding = a_finding(tenant)
    await put_findings(indexed.world, finding)
    await put_vulnerabilities(indexed.world, a_vulnerability(tenant, finding))
    await indexed.built()

    deleted = replace(finding.state, status=FindingStatus.DELETED)
    gone = replace(finding, state=deleted, version=finding.version + 1)
    await put(indexed.world, [*finding_updated(finding, gone)])
    await indexed.drained()
    await indexed.jobs_done()

    assert await indexed.found("findings") == []
    assert await indexed.found("vulnerabilities") == []


async def test_changes_may_come_late_again_and_in_any_order(indexed: Indexed) -> None:
    """Documents are made of what the store has now: an old change brings nothing back."""
    tenant = await a_tenant(indexed.world)
    finding = a_finding(tenant)
    versions = [a_vulnerability(tenant, finding)]
    for number in range(3):
        was = versions[-1]
        state = replace(was.state, where=f"app/{number}.py")
        versions.append(replace(was, state=state, version=was.version + 1))
    await put_findings(indexed.world, finding)
    await put_vulnerabilities(indexed.world, versions[0])
    for was, now in pairwise(versions):
        await put(indexed.world, [*updated(was, now)])
    await indexed.built()
    log = await SqliteStream(indexed.store).read(LOG.id, after=None, limit=1000)

    await index(indexed.keeping, tuple(reversed(log.changes)))
    await index(indexed.keeping, log.changes[:3])

    assert await indexed.found("vulnerabilities", Term("where", "app/2.py")) == [versions[0].id]


async def test_an_index_is_made_from_the_store_alone(indexed: Indexed) -> None:
    """A consumer that begins wishes for it; until it is there, the search says so."""
    tenant = await a_tenant(indexed.world)
    finding = a_finding(tenant)
    await put_findings(indexed.world, finding)
    await put_vulnerabilities(indexed.world, a_vulnerability(tenant, finding))
    assert await outdated(indexed.search) == list(VIEWS)
    with pytest.raises(IndexNotBuilt):
        await indexed.drained()
    with pytest.raises(IndexNotBuilt):
        await indexed.found("vulnerabilities")

    await indexed.jobs_done()

    assert await outdated(indexed.search) == []
    assert await indexed.found("vulnerabilities") == [a_vulnerability(tenant, finding).id]
    assert await indexed.found("findings") == [finding.id]
    assert await progress_of(indexed.store, "vulnerabilities") is None


@pytest.mark.parametrize("crash", ["before", "after"])
async def test_a_rebuild_goes_on_where_its_process_ended(indexed: Indexed, crash: str) -> None:
    """The old index answers all along; what changes meanwhile is in the new one too."""
    tenant = await a_tenant(indexed.world)
    finding = a_finding(tenant)
    some = [a_vulnerability(tenant, finding, number) for number in range(1200)]
    await put_findings(indexed.world, finding)
    await put_vulnerabilities(indexed.world, *some)
    await indexed.built()
    held = await indexed.held(REBUILD, "vulnerabilities")
    cuts = 0
    store = cut_at(indexed.store, crash, commit=1)
    for number in range(12):
        try:
            await rebuild(replace(indexed.keeping, store=store), run_of(held))
        except Cut:
            cuts += 1
        assert len(await indexed.found("vulnerabilities")) == 1000
        where = replace(some[number].state, where=f"new/{number}.py")
        now = replace(some[number], state=where, version=some[number].version + 1)
        await put(indexed.world, [*updated(some[number], now)])
        await indexed.drained()
    await rebuild(indexed.keeping, run_of(held))

    assert cuts == 12
    assert len(await indexed.found("vulnerabilities", Prefix("where", "new/"))) == 12
    assert len(await indexed.found("vulnerabilities", Prefix("where", "app/"))) == 1000
    [only] = await indexed.search.generations("vulnerabilities")
    assert only.promoted


@dataclass(frozen=True, slots=True)
class Changing(Watched):
    """A store of which something changes just after each page of a scan was read."""

    change: Callable[[], Awaitable[None]] = nothing_else

    @override
    async def scan(self, *, segment: int, segments: int, after: str | None, limit: int) -> Page:
        page = await self.inner.scan(segment=segment, segments=segments, after=after, limit=limit)
        await self.change()
        return page


async def test_what_changes_once_it_was_scanned_is_right_at_the_end(indexed: Indexed) -> None:
    tenant = await a_tenant(indexed.world)
    finding = a_finding(tenant)
    was = a_vulnerability(tenant, finding)
    await put_findings(indexed.world, finding)
    await put_vulnerabilities(indexed.world, was)
    await indexed.built()
    held = await indexed.held(REBUILD, "vulnerabilities")
    now = replace(was, state=replace(was.state, where="new.py"), version=was.version + 1)
    change = partial(put, indexed.world, [*updated(was, now)])
    store = Changing(indexed.store, change=change)

    await rebuild(replace(indexed.keeping, store=store), run_of(held))
    await indexed.drained()

    assert await indexed.found("vulnerabilities", Term("where", "new.py")) == [was.id]


async def test_two_runners_of_one_rebuild_leave_one_index(indexed: Indexed) -> None:
    tenant = await a_tenant(indexed.world)
    finding = a_finding(tenant)
    await put_findings(indexed.world, finding)
    await indexed.built()
    slow = await indexed.held(REBUILD, "findings")
    indexed.world.clock.advance(timedelta(minutes=1))
    fast = await indexed.held(REBUILD, "findings")

    with pytest.raises(Overtaken):
        await rebuild(indexed.keeping, run_of(slow))
    await rebuild(indexed.keeping, run_of(fast))

    [only] = await indexed.search.generations("findings")
    assert only.promoted
    assert await indexed.found("findings") == [finding.id]


async def test_an_index_of_another_revision_is_noticed_and_replaced(
    indexed: Indexed, tmp_path: Path
) -> None:
    tenant = await a_tenant(indexed.world)
    await indexed.built()
    view = VIEWS["roots"]
    older = replace(
        view.schema,
        revision=view.schema.revision + 1,
        fields={name: kind for name, kind in view.schema.fields.items() if name != "address"},
    )
    others = [each.schema for each in VIEWS.values() if each is not view]
    async with open_search(tmp_path / "old.db", [*others, older], durable=False) as old:
        for name in VIEWS:
            await old.promote(name, await old.begin_generation(name))
    async with open_search(tmp_path / "old.db", SCHEMAS, durable=False) as search:
        indexed.search = search
        assert await outdated(search) == ["roots"]
        held = await indexed.held(REBUILD, "roots")
        await rebuild(indexed.keeping, run_of(held))

        assert await outdated(search) == []
        assert await indexed.found("roots", Text("git.example.com")) == [
            f"{tenant.group.name}/{tenant.root.id}"
        ]


def _renamed(tenant: Tenant) -> GitRoot:
    state = replace(tenant.root.state, nickname="cellar")
    return replace(tenant.root, state=state, version=tenant.root.version + 1)
