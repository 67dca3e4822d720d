"""Removing what a removed finding has: cut off anywhere, unseen before, raced by people."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

import pytest

from authz.access import Principal, access_of
from authz.errors import ActionDenied
from authz.grants import on_finding
from authz.policy import Action
from cutting import At, Cut, Cutting, Watched, cut_at
from db_model.access.types import GroupRole
from db_model.errors import ChangedMeanwhile
from db_model.findings.types import Figures
from db_model.vulnerabilities.types import VulnerabilityStatus, ZeroRiskStatus
from findings.domain import REMOVE
from jobs.items import job_from, job_key
from jobs.rules import Held, run_of
from jobs.types import JobId
from jobs_by_hand import held_before, let_go
from kit.time import milliseconds
from people import Person, a_person, member_of
from populations import a_finding, a_vulnerability, put_findings, put_vulnerabilities
from reviewing import Scene, a_scene
from store.requests import RequestStore
from store.types import Page, Store
from vanishing import figures_of, remove, vulnerabilities_of
from vulnerabilities.domain import AGAIN, CHUNK, confirm_vulnerabilities, remove_vulnerabilities
from world import World

LIVE: Final = 2 * CHUNK - 10
STATUSES: Final = (*[VulnerabilityStatus.VULNERABLE] * LIVE, *VulnerabilityStatus)
# Two pages of what is live, one of drafts, one of what may be no risk, and to look again.
COMMITS: Final = 5
_PAGE: Final = (
    "(first: 3 after: $after) "
    "{ edges { node { id finding { id } } } pageInfo { endCursor hasNextPage } }"
)


def _of_group(field: str) -> str:
    inside = f"list: {field} {_PAGE}"
    return f"query ($name: String! $after: String) {{ of: group(groupName: $name) {{ {inside} }} }}"


OF_ROOT: Final = (
    "query ($name: String! $root: ID! $after: String) { of: root(groupName: $name rootId: $root) "
    f"{{ ... on GitRoot {{ list: vulnerabilitiesConnection {_PAGE} }} }} }}"
)


async def _removed(world: World) -> tuple[Scene, Person, Held]:
    """Return a finding that was removed, whose job is the test's."""
    scene = await a_scene(world, *STATUSES)
    zero = replace(
        a_vulnerability(scene.tenant, scene.finding, 900), zero_risk=ZeroRiskStatus.CONFIRMED
    )
    await put_vulnerabilities(world, zero)
    admin = await a_person(world, member_of(scene.tenant, GroupRole.ADMIN))
    held = await held_before(world, REMOVE, scene.finding.id)
    await remove(world, scene.finding.id, admin)
    return scene, admin, held


async def _run(world: World, held: Held, store: Store | None = None) -> None:
    await remove_vulnerabilities(store or world.store, run_of(held), clock=world.clock)


async def _outcome(world: World, scene: Scene) -> tuple[object, ...]:
    known = await vulnerabilities_of(world, scene.finding.id)
    return sorted(known, key=lambda each: each.id), await figures_of(world, scene.finding.id)


@pytest.mark.parametrize("commits", range(1, COMMITS + 1))
@pytest.mark.parametrize("moment", ["before", "after"])
async def test_cut_off_at_any_commit_it_ends_the_same(
    world: World, moment: str, commits: int
) -> None:
    scene, _, held = await _removed(world)
    watched = cut_at(world.store, moment, commit=commits)

    with pytest.raises(Cut):
        await _run(world, held, watched)
    await _run(world, held)
    known = await vulnerabilities_of(world, scene.finding.id)
    ended = await _outcome(world, scene)
    await _run(world, held)

    gone = {VulnerabilityStatus.DELETED, VulnerabilityStatus.MASKED}
    assert {each.state.status for each in known} == gone
    assert await figures_of(world, scene.finding.id) == Figures()
    assert await _outcome(world, scene) == ended


async def test_it_takes_as_many_commits_as_it_was_cut_off_at(world: World) -> None:
    _, _, held = await _removed(world)
    cut = Cutting(COMMITS + 1)

    await _run(world, held, Watched(world.store, before=cut))

    assert cut.left == 1


async def test_a_runner_that_was_overtaken_removes_nothing(world: World) -> None:
    scene, _, held = await _removed(world)
    other = await held_before(world, REMOVE, "another")
    await let_go(world, other)
    before = await _outcome(world, scene)

    with pytest.raises(ChangedMeanwhile):
        await _run(world, Held(job=held.job, fence=other.fence, lease=held.lease))

    assert await _outcome(world, scene) == before


async def test_a_finding_that_is_there_keeps_everything(world: World) -> None:
    scene = await a_scene(world, *STATUSES)
    held = await held_before(world, REMOVE, scene.finding.id)
    before = await _outcome(world, scene)

    await _run(world, held)

    assert await _outcome(world, scene) == before


async def _pages(
    world: World, scene: Scene, admin: Person, query: str
) -> tuple[list[int], list[str]]:
    """Return the sizes of the pages of a list, and all ids that they told."""
    given: dict[str, str] = {"name": scene.tenant.group.name}
    if "$root" in query:
        given["root"] = scene.tenant.root.id
    sizes: list[int] = []
    ids: list[str] = []
    after: str | None = None
    while True:
        answer = await world.ask(query, token=admin.token, **given, after=after)
        page = answer["of"]["list"]
        ids.extend(edge["node"]["id"] for edge in page["edges"])
        sizes.append(len(page["edges"]))
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            return sizes, ids


@pytest.mark.parametrize(
    "query",
    [_of_group("vulnerabilities"), _of_group("forcesVulnerabilities"), OF_ROOT],
    ids=["group", "forces", "root"],
)
@pytest.mark.parametrize("number", [0, 3], ids=["first", "last"])
async def test_before_the_job_ran_lists_show_none_of_it_and_full_pages(
    world: World, query: str, number: int
) -> None:
    scene = await a_scene(world)
    others = [a_finding(scene.tenant, each) for each in (1, 2)]
    going = scene.finding if number == 0 else a_finding(scene.tenant, number)
    kept = [a_vulnerability(scene.tenant, of, n) for of in others for n in range(4)]
    await put_findings(world, *others, *(() if number == 0 else (going,)))
    await put_vulnerabilities(
        world, *kept, *(a_vulnerability(scene.tenant, going, n) for n in range(40))
    )
    admin = await a_person(world, member_of(scene.tenant, GroupRole.ADMIN))
    await held_before(world, REMOVE, going.id)
    await remove(world, going.id, admin)

    sizes, ids = await _pages(world, scene, admin, query)

    assert sorted(ids) == sorted(each.id for each in kept)
    assert sizes == [3, 3, 2]


async def test_before_the_job_ran_drafts_of_it_are_seen_by_nobody(world: World) -> None:
    scene = await a_scene(world, VulnerabilityStatus.SUBMITTED, VulnerabilityStatus.REJECTED)
    other = a_finding(scene.tenant, 1)
    draft = a_vulnerability(scene.tenant, other, status=VulnerabilityStatus.SUBMITTED)
    await put_findings(world, other)
    await put_vulnerabilities(world, draft)
    admin = await a_person(world, member_of(scene.tenant, GroupRole.ADMIN))
    await held_before(world, REMOVE, scene.finding.id)
    await remove(world, scene.finding.id, admin)

    query = (
        "query ($name: String!) { group(groupName: $name) "
        "{ vulnerabilityDrafts(first: 1) { edges { node { id } } } } }"
    )
    answer = await world.ask(query, token=admin.token, name=scene.tenant.group.name)

    edges: Sequence[Any] = answer["group"]["vulnerabilityDrafts"]["edges"]
    assert [edge["node"]["id"] for edge in edges] == [draft.id]


async def test_nothing_is_released_in_a_finding_that_is_removed_at_that_moment(
    world: World,
) -> None:
    scene = await a_scene(world, VulnerabilityStatus.SUBMITTED)
    admin = await a_person(world, member_of(scene.tenant, GroupRole.ADMIN))
    held = await held_before(world, REMOVE, scene.finding.id)
    leaving = At(1, lambda: remove(world, scene.finding.id, admin))
    db = RequestStore(Watched(world.store, meanwhile=leaving))
    access = await access_of(db, Principal(email=admin.email))
    assert access is not None
    grant = await on_finding(db, access, Action.CONFIRM_VULNERABILITIES, id_=scene.finding.id)
    ids = [each.id for each in scene.vulnerabilities]

    with pytest.raises(ActionDenied):
        await confirm_vulnerabilities(db, grant, ids, at=world.clock())

    (known,) = await vulnerabilities_of(world, scene.finding.id)
    assert known.state.status is VulnerabilityStatus.SUBMITTED
    await _run(world, held)
    assert await figures_of(world, scene.finding.id) == Figures()


async def test_what_no_index_tells_in_time_goes_at_the_second_look(world: World) -> None:
    scene, _, held = await _removed(world)
    wish = job_key(JobId(AGAIN, scene.finding.id))

    await _run(world, held, Watched(world.store, pages=lambda _: Page((), None)))
    at_first, wished = await figures_of(world, scene.finding.id), (await world.everything())[wish]
    second = replace(run_of(held), kind=AGAIN)
    await remove_vulnerabilities(world.store, second, clock=world.clock)

    assert at_first.open > LIVE
    assert await figures_of(world, scene.finding.id) == Figures()
    assert (await world.everything())[wish] == wished  # there is no third
    job = job_from(wished)
    assert job.run_after_ms >= milliseconds(world.clock() + timedelta(seconds=50))
