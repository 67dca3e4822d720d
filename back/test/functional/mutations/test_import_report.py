"""importReport, from the upload to what is stored."""

import gzip
from dataclasses import replace
from datetime import timedelta

import pytest

from db_model.access.types import GroupRole
from db_model.commit import commit
from db_model.context import Origin
from db_model.roots import keys as root_keys
from db_model.roots.types import GitRoot, RootStatus
from people import BUILDER, a_person, a_tenant, member_of
from refusals import (
    ACCESS_DENIED,
    LOGIN_REQUIRED,
    ROOT_NOT_FOUND,
    Refusal,
    nothing_written,
    refusal,
)
from reporting import NO_COUNTS, counts, imported, outcomes, send_report, stored
from sarif import Hit, a_report
from scoping import some_hosts
from store.types import AtVersion, Put
from world import START, World

REPORT = a_report([Hit()])
IMPORTERS = {
    GroupRole.ARCHITECT,
    GroupRole.CUSTOMER_MANAGER,
    GroupRole.HACKER,
    GroupRole.REATTACKER,
    GroupRole.SERVICE_FORCES,
    GroupRole.USER_MANAGER,
    GroupRole.VULNERABILITY_MANAGER,
}
OTHERS = (GroupRole.RESOURCER, GroupRole.REVIEWER, GroupRole.USER)


async def test_a_report_becomes_findings_and_vulnerabilities(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))
    report = a_report([Hit(line=3), Hit(line=9, rule="B102")])

    answer = await send_report(world, tenant, person.token, report, commit="A" * 40, ref="main")

    import_ = answer["importReport"]["import"]
    assert answer["importReport"]["success"] is True
    assert import_["counts"] == NO_COUNTS | {"created": 2}
    (first, first_id), (second, second_id) = outcomes(import_)
    assert (first, second) == ("CREATED", "CREATED")
    assert {name: import_[name] for name in ("state", "reason", "progress", "tool")} == {
        "state": "DONE",
        "reason": None,
        "progress": 100,
        "tool": "Bandit",
    }
    assert (import_["commit"], import_["ref"], import_["dryRun"]) == ("a" * 40, "main", False)
    assert (import_["requestedBy"], import_["format"]) == (person.email, "SARIF")
    assert import_["requestedAt"] < import_["startedAt"] < import_["finishedAt"]
    assert await stored(world, tenant, person) == {
        first_id: ("acmeapp/app/db.py", "3", "VULNERABLE"),
        second_id: ("acmeapp/app/db.py", "9", "VULNERABLE"),
    }


async def test_each_result_is_told_with_its_place_in_the_report(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))

    import_ = await imported(world, tenant, person, a_report([Hit(line=3), Hit(line=3)]))

    (first, second) = (edge["node"] for edge in import_["results"]["edges"])
    assert import_["results"]["total"] == 2
    assert first == {
        "runIndex": 0,
        "resultIndex": 0,
        "outcome": "CREATED",
        "layer": None,
        "explanation": "new: nothing known of this rule is this one: app/db.py:3",
        "vulnerability": first["vulnerability"],
    }
    assert second == {
        "runIndex": 0,
        "resultIndex": 1,
        "outcome": "DUPLICATE",
        "layer": None,
        "explanation": "the same rule and place as result 0 of run 0: app/db.py:3",
        "vulnerability": first["vulnerability"],
    }
    assert counts(import_) == {"created": 1, "duplicate": 1}


@pytest.mark.parametrize("role", sorted(IMPORTERS))
async def test_roles_that_may_import(world: World, role: GroupRole) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant, role))

    answer = await send_report(world, tenant, person.token, REPORT, waitSeconds=0)

    assert answer["importReport"]["success"] is True


@pytest.mark.parametrize("role", OTHERS)
async def test_a_role_without_the_right_imports_nothing(world: World, role: GroupRole) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant, role))

    async with nothing_written(world):
        answer = await send_report(world, tenant, person.token, REPORT)

    assert refusal(answer) == ACCESS_DENIED


async def test_a_stranger_imports_nothing_and_learns_nothing(world: World) -> None:
    tenant = await a_tenant(world)
    stranger = await a_person(world, member_of(await a_tenant(world, name="evil")))

    async with nothing_written(world):
        foreign = await send_report(world, tenant, stranger.token, REPORT)
        absent = await send_report(world, tenant, stranger.token, REPORT, groupName="nowhere")

    assert refusal(foreign) == ACCESS_DENIED
    assert foreign == absent


async def test_nobody_who_has_not_signed_in_imports(world: World) -> None:
    tenant = await a_tenant(world)

    async with nothing_written(world):
        answer = await send_report(world, tenant, None, REPORT)

    assert refusal(answer) == LOGIN_REQUIRED


async def test_a_token_that_was_revoked_imports_nothing(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))
    await world.ask("mutation { invalidateAccessToken { success } }", token=person.token)

    async with nothing_written(world):
        answer = await send_report(world, tenant, person.token, REPORT)

    assert refusal(answer) == LOGIN_REQUIRED


async def test_a_root_of_another_group_is_as_absent_as_one_that_never_was(world: World) -> None:
    tenant = await a_tenant(world)
    other = await a_tenant(world, name="evil")
    person = await a_person(world, member_of(tenant))
    theirs = other.root.state.nickname

    async with nothing_written(world):
        foreign = await send_report(world, tenant, person.token, REPORT, rootNickname=theirs)
        absent = await send_report(world, tenant, person.token, REPORT, rootNickname="nothing")

    assert refusal(foreign) == ROOT_NOT_FOUND
    assert foreign == absent


BETWEEN = "Exception - Value must be between 0 (inclusive) and 25 (inclusive)"


@pytest.mark.parametrize(
    ("report", "given", "told"),
    [
        (REPORT, {"waitSeconds": -1}, (BETWEEN, "INVALID")),
        (REPORT, {"waitSeconds": 26}, (BETWEEN, "INVALID")),
        (REPORT, {"commit": "abc123"}, ("Exception - The commit hash is invalid", "INVALID")),
        (REPORT, {"commit": "g" * 40}, ("Exception - The commit hash is invalid", "INVALID")),
        (REPORT, {"ref": "a b"}, ("Exception - Field ref is invalid", "INVALID")),
        (REPORT, {"ref": "r" * 251}, ("Exception - Invalid field length in form", "INVALID")),
        (b"", {}, ("Exception - The report is empty", "INVALID")),
    ],
)
async def test_bad_input_is_refused(
    world: World, report: bytes, given: dict[str, object], told: Refusal
) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))

    async with nothing_written(world):
        answer = await send_report(world, tenant, person.token, report, **given)

    assert refusal(answer) == told


async def test_a_format_that_is_not_known_is_refused(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))

    async with nothing_written(world):
        answer = await send_report(world, tenant, person.token, REPORT, format="CSV")

    message, code = refusal(answer)
    assert "'CSV' does not exist in 'ReportFormat' enum" in message
    assert code == "INVALID"


async def test_a_root_that_is_not_active_takes_no_report(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))
    await _replaced(world, tenant.root, RootStatus.INACTIVE)

    async with nothing_written(world):
        answer = await send_report(world, tenant, person.token, REPORT)

    assert refusal(answer) == ("Exception - The root is not active", "INVALID")


async def test_without_waiting_the_answer_comes_before_the_end(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))

    import_ = await imported(world, tenant, person, REPORT, waitSeconds=0)

    assert import_["state"] in ("QUEUED", "RUNNING")
    assert (import_["progress"], import_["finishedAt"]) == (0, None)
    await world.contents()
    answer = await world.ask(
        "query ($id: ID!) { import(id: $id) { state progress counts { created } } }",
        token=person.token,
        id=import_["id"],
    )
    assert answer["import"] == {"state": "DONE", "progress": 100, "counts": {"created": 1}}


async def test_imports_of_a_root_run_in_the_order_they_were_asked_for(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))
    await imported(world, tenant, person, a_report([Hit(line=3)]), waitSeconds=0)
    await imported(world, tenant, person, a_report([Hit(line=5)]), waitSeconds=0)

    last = await imported(world, tenant, person, a_report([Hit(line=7)]))

    (place,) = (await stored(world, tenant, person)).values()
    assert counts(last) == {"moved": 1}
    assert place == ("acmeapp/app/db.py", "7", "VULNERABLE")


async def test_a_report_may_be_packed(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))

    import_ = await imported(world, tenant, person, gzip.compress(REPORT))

    assert (import_["state"], counts(import_)) == ("DONE", {"created": 1})


async def test_a_dry_run_tells_all_and_writes_nothing_but_its_record(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))
    before = await world.contents()

    import_ = await imported(world, tenant, person, REPORT, dryRun=True)

    after = await world.contents()
    written = sorted(after[key].kind for key in after.keys() - before.keys())
    assert (import_["state"], import_["dryRun"]) == ("DONE", True)
    assert outcomes(import_) == [("CREATED", None)]
    assert counts(import_) == {"created": 1}
    assert {kind for kind in written if kind != "context"} == {"import", "job"}
    assert before.items() <= after.items()


async def test_the_record_of_a_dry_run_is_kept_for_a_day(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))
    import_ = await imported(world, tenant, person, REPORT, dryRun=True)
    read = "query ($id: ID!) { import(id: $id) { state } }"
    there = await world.ask(read, token=person.token, id=import_["id"])

    world.clock.advance(timedelta(hours=24, seconds=1))
    gone = await world.ask(read, token=person.token, id=import_["id"])

    assert there["import"] == {"state": "DONE"}
    assert refusal(gone) == ("Exception - Access denied or import not found", "NOT_FOUND")


async def test_another_branch_than_the_roots_is_only_told_what_it_would_do(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))

    import_ = await imported(world, tenant, person, REPORT, ref="feature")
    same = await imported(world, tenant, person, REPORT, ref="refs/heads/main", dryRun=True)

    assert (import_["dryRun"], import_["ref"], counts(import_)) == (
        True,
        "feature",
        {"created": 1},
    )
    assert (same["ref"], counts(same)) == ("main", {"created": 1})
    assert await stored(world, tenant, person) == {}


async def test_a_root_without_code_takes_no_report(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))
    hosts = await some_hosts(world, tenant, person.email)

    async with nothing_written(world):
        answer = await send_report(
            world, replace(tenant, group=hosts.group), person.token, REPORT, rootNickname="machine"
        )

    assert refusal(answer) == ("Exception - A git root is required", "INVALID")


async def _replaced(world: World, root: GitRoot, status: RootStatus) -> None:
    now = replace(root, state=replace(root.state, status=status), version=root.version + 1)
    write = Put(root_keys.item(now), AtVersion(root.version))
    await commit(world.service.engines.store, [write], Origin(principal=BUILDER, at=START))
