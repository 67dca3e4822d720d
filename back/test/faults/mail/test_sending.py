"""A mail is sent after its commit: once, and never more than twice, whatever breaks."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Final

import pytest

from cutting import At, Cut, Watched, cut_at
from db_model.mails.get import failed
from db_model.mails.types import OutgoingMail
from invitations import ORIGIN, links_of, visit
from jobs.hold import take
from jobs.rules import Held, run_of
from jobs.types import JobId, Kind
from kit.time import milliseconds
from mail.errors import NotDelivered, PerhapsDelivered
from mail.smtp import Server, SmtpMailer
from outbox.errors import Overtaken
from outbox.send import MOST_UNSURE, SEND, Post, send
from people import Person, Tenant, a_person, a_tenant, member_of
from smtp_server import Served, an_smtp_server
from store.types import Store
from unit.jobs.rig import nothing
from world import World, one_world

SENDER: Final = "Integrates <integrates@example.com>"
NEW: Final = "new@example.com"
KIND: Final = Kind(name=SEND, handle=nothing, lease=timedelta(days=1))
GRANT: Final = """
mutation ($groupName: String! $email: String!) {
  grantStakeholderAccess(email: $email groupName: $groupName role: USER) { success }
}
"""
REMOVE: Final = """
mutation ($groupName: String! $email: String!) {
  removeStakeholderAccess(groupName: $groupName userEmail: $email) { success }
}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A service whose jobs a test runs, and a mail server."""

    world: World
    served: Served
    tenant: Tenant
    manager: Person

    async def invite(self) -> str:
        """Invite somebody, and return the id of the mail."""
        return await self.ask(GRANT, "mail waits")

    async def ask(self, mutation: str, _: str = "") -> str:
        before = await self.waiting()
        place = {"groupName": self.tenant.group.name, "email": NEW}
        answer = await self.world.ask(mutation, token=self.manager.token, **place)
        assert answer.messages == []
        return "".join(await self.waiting() - before)

    async def waiting(self) -> set[str]:
        items = await self.world.everything()
        return {key.pk.removeprefix("~MAIL#") for key in items if key.pk.startswith("~MAIL#")}

    async def hold(self, id_: str, *, owner: str = "test") -> Held:
        now_ms = milliseconds(self.world.clock())
        store = self.world.service.engines.store
        held = await take(store, JobId(SEND, id_), kind=KIND, owner=owner, now_ms=now_ms)
        assert held is not None
        return held

    async def run(self, held: Held, *, store: Store | None = None) -> None:
        await send(
            store or self.world.service.engines.store,
            Post(mailer=self.mailer(self.served.server), origin=ORIGIN),
            run_of(held),
            at=self.world.clock(),
        )

    def mailer(self, server: Server) -> SmtpMailer:
        return SmtpMailer(server=server, sender=SENDER, patience_s=5)

    async def failures(self) -> list[OutgoingMail]:
        return [mail async for mail in failed(self.world.service.engines.store)]


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    async with (
        one_world(tmp_path, at_work=False) as world,
        an_smtp_server(tmp_path) as served,
    ):
        tenant = await a_tenant(world)
        manager = await a_person(world, member_of(tenant))
        yield Scene(world=world, served=served, tenant=tenant, manager=manager)


async def test_it_is_sent_once_and_gone(scene: Scene) -> None:
    held = await scene.hold(await scene.invite())

    await scene.run(held)
    await scene.run(held)

    (message,) = scene.served.post.messages
    assert message["To"] == NEW
    assert await scene.waiting() == set()
    links = links_of(message)
    assert (await visit(scene.world, links.confirm, method="POST")).status_code == 200


async def test_no_secret_of_a_link_is_kept(scene: Scene) -> None:
    await scene.run(await scene.hold(await scene.invite()))

    (message,) = scene.served.post.messages
    secret = links_of(message).confirm.rpartition("/")[2]
    items = await scene.world.everything()
    kept = [key for key, item in items.items() if secret in f"{key}{item.body!r}"]
    assert kept == []
    assert sum(key.pk.startswith("~LINK#") for key in items) == 1


@pytest.mark.parametrize(
    ("moment", "commit", "mails"),
    [("before", 1, 1), ("after", 1, 1), ("before", 2, 2), ("after", 2, 1)],
)
async def test_cut_off_at_any_commit_it_is_sent_all_the_same(
    scene: Scene, moment: str, commit: int, mails: int
) -> None:
    held = await scene.hold(await scene.invite())
    store = cut_at(scene.world.service.engines.store, moment, commit=commit)

    with pytest.raises(Cut):
        await scene.run(held, store=store)
    await scene.run(held)

    messages = scene.served.post.messages
    assert len(messages) == mails
    # Whoever gets two of them is told that they are one, and either lets the person in.
    assert len({message["Message-ID"] for message in messages}) == 1
    for message in messages:
        assert (await visit(scene.world, links_of(message).confirm)).status_code == 200
    assert await scene.waiting() == set()


async def test_who_dies_each_time_after_it_was_sent_sends_it_no_more_than_so_often(
    scene: Scene,
) -> None:
    id_ = await scene.invite()
    held = await scene.hold(id_)

    for _ in range(MOST_UNSURE):
        with pytest.raises(Cut):
            await scene.run(held, store=cut_at(scene.world.store, "before", commit=2))
    await scene.run(held)
    await scene.run(held)

    assert len(scene.served.post.taken) == MOST_UNSURE
    assert [(mail.id, bool(mail.failure)) for mail in await scene.failures()] == [(id_, True)]


async def test_an_answer_that_is_lost_counts_as_if_it_had_been_sent(scene: Scene) -> None:
    held = await scene.hold(await scene.invite())
    scene.served.post.hangs_up = True

    for _ in range(MOST_UNSURE):
        with pytest.raises(PerhapsDelivered):
            await scene.run(held)
    await scene.run(held)

    assert len(scene.served.post.taken) == MOST_UNSURE
    assert len(await scene.failures()) == 1


async def test_a_server_that_is_busy_is_tried_again_as_often_as_it_takes(scene: Scene) -> None:
    held = await scene.hold(await scene.invite())
    scene.served.post.to_data = "451 try later"

    for _ in range(MOST_UNSURE + 2):
        with pytest.raises(NotDelivered):
            await scene.run(held)
    scene.served.post.to_data = "250 OK"
    await scene.run(held)

    assert len(scene.served.post.taken) == 1
    assert await scene.failures() == []


async def test_a_recipient_that_is_none_ends_it_where_people_can_see_it(scene: Scene) -> None:
    id_ = await scene.invite()
    held = await scene.hold(id_)
    scene.served.post.to_recipient = "550 no such user"

    await scene.run(held)
    scene.served.post.to_recipient = "250 OK"
    await scene.run(held)

    (mail,) = await scene.failures()
    assert (mail.id, mail.failure) == (id_, "the mail server refuses the recipient: 550")
    assert scene.served.post.taken == []


async def test_what_nobody_waits_for_is_not_sent(scene: Scene) -> None:
    first = await scene.invite()
    scene.world.clock.advance(timedelta(minutes=2))
    second = await scene.invite()

    await scene.run(await scene.hold(first))
    await scene.ask(REMOVE)
    await scene.run(await scene.hold(second))

    assert scene.served.post.taken == []
    assert await scene.waiting() == set()


async def test_an_invitation_that_is_over_is_not_sent(scene: Scene) -> None:
    id_ = await scene.invite()
    scene.world.clock.advance(timedelta(days=7))

    await scene.run(await scene.hold(id_))

    assert scene.served.post.taken == []


async def test_who_was_overtaken_sends_nothing(scene: Scene) -> None:
    held = await scene.hold(await scene.invite())
    old = replace(held, fence=replace(held.fence, version=held.fence.version - 1))

    with pytest.raises(Overtaken):
        await scene.run(old)

    assert scene.served.post.taken == []


async def test_of_two_who_read_it_at_once_one_sends_it(scene: Scene) -> None:
    held = await scene.hold(await scene.invite())
    other = At(1, lambda: scene.run(held))

    with pytest.raises(Overtaken):
        await scene.run(held, store=Watched(scene.world.store, meanwhile=other))

    assert len(scene.served.post.taken) == 1
