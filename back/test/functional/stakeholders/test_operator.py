"""What whoever runs the machine sees of invitations and mails, also where no mail is sent."""

import argparse
from pathlib import Path
from typing import Final

import pytest

from app.people import failed_mail
from app.people import invitations as print_invitations
from db_model.mails.add import added
from db_model.mails.types import OutgoingMail
from db_model.types import Email, MailId
from functional.stakeholders.test_invitations import GROUP, NEW
from invitations import accepted, visit
from kit.time import now
from members import roles_in_group
from people import Person, Tenant, a_person, a_tenant, member_of
from settings import Settings
from sqlite.store import open_store
from stakeholders.domain import invitation_links, open_invitations
from stakeholders.errors import StakeholderNotFound
from world import START, World

ORIGIN: Final = "https://integrates.example.com"


async def _invited(world: World, email: str = NEW) -> tuple[Tenant, Person]:
    tenant = await a_tenant(world)
    manager = await a_person(world, member_of(tenant))
    place = tenant.group.name
    answer = await world.ask(GROUP, token=manager.token, place=place, email=email, role="USER")
    assert answer.messages == []
    return tenant, manager


async def test_a_link_can_be_made_for_who_gets_no_mail(world: World) -> None:
    tenant, manager = await _invited(world)

    ((offer, link),) = await invitation_links(
        world.store, f" {NEW.upper()}", origin=ORIGIN, at=world.clock()
    )

    assert (offer.subject, offer.role, offer.by) == (tenant.group.name, "user", manager.email)
    page = await visit(world, link.removeprefix(ORIGIN), method="POST")
    assert page.status_code == 200
    assert (await roles_in_group(world, tenant, manager))[NEW] == "user"


async def test_what_was_answered_waits_no_more(world: World) -> None:
    await _invited(world)

    waiting = [offer.email async for offer in open_invitations(world.store, now=world.clock())]
    await accepted(world, NEW)

    assert waiting == [NEW]
    assert [each async for each in open_invitations(world.store, now=world.clock())] == []
    with pytest.raises(StakeholderNotFound):
        await invitation_links(world.store, NEW, origin=ORIGIN, at=world.clock())


async def test_nobody_is_let_in_who_was_not_invited(world: World) -> None:
    person = await a_person(world)

    for email in (person.email, "nobody@example.com"):
        with pytest.raises(StakeholderNotFound):
            await invitation_links(world.store, email, origin=ORIGIN, at=world.clock())


@pytest.mark.changes_db
async def test_mails_that_failed_are_printed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mail = OutgoingMail(
        id=MailId("mail-1"),
        to=Email(NEW),
        template="unsubscription",
        values=(),
        written_at=now(),
        failure="the mail server refuses the recipient: 550",
        version=1,
    )
    async with open_store(tmp_path / "store.db", clock=lambda: START, durable=False) as store:
        await store.commit(added(mail))

    code = await failed_mail(Settings(state_dir=tmp_path), argparse.Namespace())
    await print_invitations(Settings(state_dir=tmp_path), argparse.Namespace(email=None))

    (line,) = capsys.readouterr().out.splitlines()
    assert code == 0
    assert line.split("\t")[1:] == ["mail-1", "unsubscription", NEW, mail.failure]
