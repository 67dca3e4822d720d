"""What closing, confirming, rejecting and resubmitting refuse alike."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pytest

from db_model.access.types import GroupRole
from db_model.vulnerabilities.types import VulnerabilityStatus
from people import a_person, member_of
from refusals import ACCESS_DENIED, LOGIN_REQUIRED, Refusal, nothing_written, refusal
from reviewing import CLOSE, CONFIRM, NOT_IN_FINDING, REJECT, RESUBMIT, a_scene, ask_for
from world import World

NOT_RELEASED: Final = ("Exception - The vulnerability has not been released", "INVALID")
NOT_REJECTED: Final = ("Exception - The vulnerability has not been rejected", "INVALID")
NOT_SUBMITTED: Final = ("Exception - The vulnerability has not been submitted", "INVALID")
CLOSED: Final = ("Exception - The vulnerability has already been closed", "INVALID")


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """A mutation of many vulnerabilities: in which state it takes them, and from whom."""

    name: str
    mutation: str
    takes: VulnerabilityStatus
    role: GroupRole
    refuses: Mapping[VulnerabilityStatus, Refusal]


CLOSING: Final = Review(
    name="close",
    mutation=CLOSE,
    takes=VulnerabilityStatus.VULNERABLE,
    role=GroupRole.HACKER,
    refuses={
        VulnerabilityStatus.SAFE: CLOSED,
        VulnerabilityStatus.SUBMITTED: NOT_RELEASED,
        VulnerabilityStatus.REJECTED: NOT_RELEASED,
        VulnerabilityStatus.DELETED: NOT_IN_FINDING,
    },
)
CONFIRMING: Final = Review(
    name="confirm",
    mutation=CONFIRM,
    takes=VulnerabilityStatus.SUBMITTED,
    role=GroupRole.REVIEWER,
    refuses={
        VulnerabilityStatus.SAFE: NOT_SUBMITTED,
        VulnerabilityStatus.VULNERABLE: NOT_SUBMITTED,
        VulnerabilityStatus.REJECTED: NOT_SUBMITTED,
        VulnerabilityStatus.DELETED: NOT_IN_FINDING,
    },
)
REJECTING: Final = Review(
    name="reject",
    mutation=REJECT,
    takes=VulnerabilityStatus.SUBMITTED,
    role=GroupRole.REVIEWER,
    refuses=CONFIRMING.refuses,
)
RESUBMITTING: Final = Review(
    name="resubmit",
    mutation=RESUBMIT,
    takes=VulnerabilityStatus.REJECTED,
    role=GroupRole.HACKER,
    refuses={
        VulnerabilityStatus.SAFE: NOT_REJECTED,
        VulnerabilityStatus.VULNERABLE: NOT_REJECTED,
        VulnerabilityStatus.SUBMITTED: NOT_REJECTED,
        VulnerabilityStatus.DELETED: NOT_IN_FINDING,
    },
)
ALL: Final = (CLOSING, CONFIRMING, REJECTING, RESUBMITTING)
EACH: Final = pytest.mark.parametrize("review", ALL, ids=lambda review: review.name)


@pytest.mark.parametrize(
    ("review", "status"),
    [
        pytest.param(review, status, id=f"{review.name} {status}")
        for review in ALL
        for status in review.refuses
    ],
)
async def test_what_is_in_another_state_is_refused(
    world: World, review: Review, status: VulnerabilityStatus
) -> None:
    scene = await a_scene(world, status)
    person = await a_person(world, member_of(scene.tenant, review.role))

    async with nothing_written(world):
        answer = await ask_for(world, review.mutation, person, scene)

    assert refusal(answer) == review.refuses[status]


@EACH
async def test_anothers_vulnerability_is_as_absent_as_one_that_never_was(
    world: World, review: Review
) -> None:
    scene = await a_scene(world, review.takes)
    other = await a_scene(world, review.takes, name="evil")
    person = await a_person(world, member_of(scene.tenant, review.role))

    async with nothing_written(world):
        foreign = await ask_for(world, review.mutation, person, scene, vulnerabilities=other.ids)
        absent = await ask_for(world, review.mutation, person, scene, vulnerabilities=["nothing"])

    assert refusal(foreign) == NOT_IN_FINDING
    assert foreign == absent


@EACH
async def test_more_than_150_are_refused(world: World, review: Review) -> None:
    scene = await a_scene(world, review.takes)
    person = await a_person(world, member_of(scene.tenant, review.role))
    many = scene.ids * 151

    async with nothing_written(world):
        answer = await ask_for(world, review.mutation, person, scene, vulnerabilities=many)

    assert refusal(answer) == (
        "Exception - You can upload a maximum of 150 vulnerabilities per file",
        "INVALID",
    )


@EACH
async def test_a_member_without_the_right_is_refused(world: World, review: Review) -> None:
    scene = await a_scene(world, review.takes, review.takes)
    person = await a_person(world, member_of(scene.tenant, GroupRole.USER_MANAGER))

    async with nothing_written(world):
        answer = await ask_for(world, review.mutation, person, scene)

    assert refusal(answer) == ACCESS_DENIED


@EACH
async def test_a_stranger_is_refused_and_learns_nothing(world: World, review: Review) -> None:
    scene = await a_scene(world, review.takes)
    other = await a_scene(world, review.takes, name="evil")
    stranger = await a_person(world, member_of(other.tenant, review.role))

    async with nothing_written(world):
        foreign = await ask_for(world, review.mutation, stranger, scene)
        absent = await ask_for(world, review.mutation, stranger, scene, findingId="nothing")

    assert refusal(foreign) == ACCESS_DENIED
    assert foreign == absent


@EACH
async def test_nobody_who_has_not_signed_in_is_answered(world: World, review: Review) -> None:
    scene = await a_scene(world, review.takes)

    async with nothing_written(world):
        answer = await ask_for(world, review.mutation, None, scene)

    assert refusal(answer) == LOGIN_REQUIRED
