"""Taking over what was found in a root: cut off anywhere, raced by imports and by people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import pytest

from cutting import At, Cut, Watched, cut_at
from db_model.errors import ChangedMeanwhile
from db_model.findings.get import figures as stored_figures
from db_model.findings.get import finding as stored_finding
from db_model.findings.get import of_group as findings_of
from db_model.findings.types import Figures, Finding, FindingStatus
from db_model.findings.update import updated as finding_updated
from db_model.groups.types import GroupStatus
from db_model.groups.update import updated as group_updated
from db_model.roots.keys import main as root_key
from db_model.stakeholders.types import PlatformRole
from db_model.vulnerabilities.add import state_entry
from db_model.vulnerabilities.get import states
from db_model.vulnerabilities.types import Detection, Vulnerability, VulnerabilityStatus
from jobs.rules import Held, run_of
from jobs_by_hand import held_before
from moves.domain.job import AGAIN, MOST, MOVE, Work, move_all, move_late
from moves.rules import copy_id, home_id
from moving import NEW, Ground, a_ground, arrived, known_of, left, moved_as, subject
from people import Roles, a_person, a_tenant
from populations import a_finding, a_vulnerability, put, put_findings, put_vulnerabilities
from reviewing import CLOSE, Scene, a_scene
from store.requests import RequestStore
from store.types import Absent, AtVersion, Delete, Page, Put, Store, Whatever
from world import World

MANY: Final = 2 * MOST
STATUSES: Final = [
    *[VulnerabilityStatus.VULNERABLE] * MANY,
    VulnerabilityStatus.SAFE,
    VulnerabilityStatus.SUBMITTED,
    VulnerabilityStatus.DELETED,
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Moving:
    """A root that is being moved, and the job that does it, which the test runs itself."""

    ground: Ground
    finding: Finding
    held: Held

    def work(self, world: World, store: Store | None = None) -> Work:
        return Work(
            store=store or world.store,
            blobs=world.service.engines.blobs,
            keyring=world.service.engines.keyring,
            run=run_of(self.held),
            at=world.clock(),
        )


async def _moving(world: World, scene: Scene, *, kind: str = MOVE) -> Moving:
    ground = await a_ground(world, tenant=scene.tenant)
    held = await held_before(world, kind, subject(ground))
    await moved_as(world, ground)
    return Moving(ground=ground, finding=scene.finding, held=held)


async def _contents(world: World, moving: Moving) -> Mapping[str, object]:
    """Return all that a move leaves behind, but for when it was made."""
    db = RequestStore(world.service.engines.store)
    old, new = await left(world, moving.ground), await arrived(world, moving.ground)
    copies, ends = await known_of(world, new), await known_of(world, old)
    homes = await findings_of(db, moving.ground.target.name)
    ids = [moving.finding.id, *(home.id for home in homes)]
    return {
        "copies": copies,
        "histories": [await states(db, each.id) for each in copies],
        "ends": [each.state.status for each in ends],
        "figures": await stored_figures(db, ids),
        "plan": [entry.path async for entry in world.service.engines.blobs.list("moves")],
        "open": [each.id for each in (old, new) if each.move is None or not each.move.is_over],
    }


def _expected(moving: Moving, known: Sequence[Vulnerability]) -> Mapping[str, object]:
    home = home_id(moving.finding, NEW, 0)
    copies = [
        replace(
            was,
            id=copy_id(was.id, NEW),
            finding_id=home,
            group_name=moving.ground.target.name,
            root_id=NEW,
        )
        for was in known
        if was.state.status is not VulnerabilityStatus.DELETED
    ]
    gone = VulnerabilityStatus.DELETED
    return {
        "copies": copies,
        "histories": [(each.state,) for each in copies],
        "ends": [*[VulnerabilityStatus.SAFE] * (MANY + 1), gone, gone],
        "figures": (Figures(closed=MANY + 1), Figures(open=MANY, closed=1, submitted=1)),
        "plan": [],
        "open": [],
    }


@pytest.mark.parametrize("commits", range(1, 6))
@pytest.mark.parametrize("moment", ["before", "after"])
async def test_cut_off_at_any_commit_it_ends_the_same(
    world: World, moment: str, commits: int
) -> None:
    scene = await a_scene(world, *STATUSES)
    moving = await _moving(world, scene)
    watched = cut_at(world.store, moment, commit=commits)

    with pytest.raises(Cut):
        await move_all(moving.work(world, watched))
    assert await _open_anywhere(world, moving) == MANY
    await move_all(moving.work(world))

    assert await _contents(world, moving) == _expected(moving, scene.vulnerabilities)
    before = await world.service.engines.store.scan(segment=0, segments=1, after=None, limit=1000)
    await move_all(moving.work(world))
    assert before == await world.service.engines.store.scan(
        segment=0, segments=1, after=None, limit=1000
    )


async def _open_anywhere(world: World, moving: Moving) -> int:
    db = RequestStore(world.service.engines.store)
    homes = await findings_of(db, moving.ground.target.name)
    counted = await stored_figures(db, [moving.finding.id, *(home.id for home in homes)])
    return sum(each.open for each in counted)


async def test_what_people_do_meanwhile_is_taken_over_or_comes_too_late(world: World) -> None:
    scene = await a_scene(world, *STATUSES)
    moving = await _moving(world, scene)
    admin = await a_person(world, Roles(platform=PlatformRole.ADMIN))
    given = {"findingId": scene.finding.id, "vulnerabilities": [scene.ids[0], scene.ids[MANY - 1]]}
    closing = At(2, lambda: world.ask(CLOSE, token=admin.token, **given))

    await move_all(moving.work(world, Watched(world.store, meanwhile=closing)))

    contents = await _contents(world, moving)
    first, *_ = await known_of(world, await arrived(world, moving.ground))
    assert contents["figures"] == (
        Figures(closed=MANY + 1),
        Figures(open=MANY - 2, closed=3, submitted=1),
    )
    assert first.state.modified_by == admin.email
    assert len(await states(RequestStore(world.store), first.id)) == 2


async def test_a_history_that_is_longer_than_a_commit_goes_as_a_whole(world: World) -> None:
    scene = await a_scene(world, VulnerabilityStatus.VULNERABLE)
    (known,) = scene.vulnerabilities
    entries = [
        state_entry(replace(known, version=known.version - number)) for number in range(1, 250)
    ]
    await put(world, [Put(entry, Absent()) for entry in entries])
    moving = await _moving(world, scene)

    await move_all(moving.work(world))

    (copy,) = await known_of(world, await arrived(world, moving.ground))
    assert len(await states(RequestStore(world.store), copy.id)) == 250


async def test_what_a_list_tells_late_is_taken_over_by_the_second_look(world: World) -> None:
    scene = await a_scene(world, *STATUSES)
    moving = await _moving(world, scene)
    blind = Watched(world.store, pages=lambda _: Page((), None))
    await move_all(moving.work(world, blind))
    assert await known_of(world, await arrived(world, moving.ground)) == []
    late = await held_before(world, AGAIN, "nothing/at/all/here")
    second = replace(moving.work(world), run=replace(run_of(late), subject=subject(moving.ground)))

    await move_late(second)
    await move_late(second)

    assert await _contents(world, moving) == _expected(moving, scene.vulnerabilities)


async def test_a_runner_that_was_overtaken_moves_nothing(world: World) -> None:
    scene = await a_scene(world, *STATUSES)
    moving = await _moving(world, scene)
    work = moving.work(world)
    fence = replace(work.run.fence, expect=AtVersion(1))

    with pytest.raises(ChangedMeanwhile):
        await move_all(replace(work, run=replace(work.run, fence=fence)))

    assert await known_of(world, await arrived(world, moving.ground)) == []


async def test_a_group_that_is_removed_meanwhile_gets_nothing_more(world: World) -> None:
    scene = await a_scene(world, *STATUSES)
    moving = await _moving(world, scene)
    was = moving.ground.target
    state = replace(was.state, status=GroupStatus.DELETED)
    gone = replace(was, state=state, version=was.version + 1)
    removing = At(2, lambda: put(world, [*group_updated(was, gone)]))

    await move_all(moving.work(world, Watched(world.store, meanwhile=removing)))

    contents = await _contents(world, moving)
    assert contents["copies"] == []
    assert contents["ends"] == _expected(moving, scene.vulnerabilities)["ends"]
    assert contents["figures"] == (Figures(closed=MANY + 1),)


async def test_a_finding_that_is_removed_meanwhile_takes_nothing_more(world: World) -> None:
    scene = await a_scene(world, *STATUSES)
    moving = await _moving(world, scene)
    db = RequestStore(world.store)

    async def remove() -> None:
        (was,) = await findings_of(RequestStore(world.store), moving.ground.target.name)
        state = replace(was.state, status=FindingStatus.DELETED)
        now = replace(was, state=state, version=was.version + 1)
        await put(world, [*finding_updated(was, now)])

    await move_all(moving.work(world, Watched(world.store, meanwhile=At(3, remove))))

    (home,) = await findings_of(db, moving.ground.target.name)
    assert (home.id, home.detected_by) == (home_id(scene.finding, NEW, 1), None)
    assert len(await known_of(world, await arrived(world, moving.ground))) == MANY + 2


async def test_what_was_removed_with_its_finding_is_remembered_and_seen_by_nobody(
    world: World,
) -> None:
    tenant = await a_tenant(world)
    finding = a_finding(tenant)
    gone = replace(finding, state=replace(finding.state, status=FindingStatus.DELETED))
    seen = Detection(
        tool="Bandit", rule="B0", path="a", region=None, content="c", message="", message_hash=""
    )
    known = (
        replace(a_vulnerability(tenant, finding, number, status=status), detection=seen)
        for number, status in enumerate((VulnerabilityStatus.DELETED, *STATUSES[MANY - 1 :]))
    )
    await put_findings(world, gone)
    await put_vulnerabilities(world, *known)
    moving = await _moving(world, Scene(tenant=tenant, finding=gone, vulnerabilities=()))

    await move_all(moving.work(world))

    copies = await known_of(world, await arrived(world, moving.ground))
    homes = {each.finding_id for each in copies}
    home = await stored_finding(RequestStore(world.store), homes.pop())
    assert {each.state.status for each in copies} == {VulnerabilityStatus.DELETED}
    assert [len(await states(RequestStore(world.store), each.id)) for each in copies] == [
        *[1, 2, 2, 2],
        1,
    ]
    assert home is not None
    assert (homes, home.state.status) == (set(), FindingStatus.DELETED)
    assert await findings_of(RequestStore(world.store), moving.ground.target.name) == ()


async def test_a_root_whose_old_end_is_gone_is_closed_no_more(world: World) -> None:
    scene = await a_scene(world, VulnerabilityStatus.VULNERABLE)
    moving = await _moving(world, scene)
    old = await left(world, moving.ground)
    await put(world, [Delete(root_key(old.group_name, old.id), Whatever())])

    await move_all(moving.work(world))

    new = await arrived(world, moving.ground)
    assert new.move is not None
    assert new.move.is_over
