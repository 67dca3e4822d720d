"""Each GraphQL document of the documentation is answered by a world like that of the quickstart."""

from datetime import timedelta
from pathlib import Path

import pytest

from app.first import FIRST
from db_model.types import Email
from documents.fences import Fence, fences
from installation.domain import bootstrap
from people import Person
from reporting import IMPORT_REPORT
from sarif import Hit, a_report
from signing_in import a_session
from store.requests import RequestStore
from world import World, one_world

ROOT = next(each.text for each in fences("graphql") if "addGitRoot" in each.text)


async def _populated(world: World) -> str:
    token = await bootstrap(RequestStore(world.service.engines.store), FIRST, at=world.clock())
    answer = await world.ask(ROOT.replace("shop", "app"), token=token)
    assert answer["addGitRoot"]["success"]
    answer = await world.upload(
        IMPORT_REPORT,
        token=token,
        report=a_report([Hit()]),
        groupName=FIRST.group,
        rootNickname="app",
    )
    assert answer["importReport"]["import"]["state"] == "DONE"
    return token


@pytest.mark.changes_db
@pytest.mark.parametrize("fence", fences("graphql"), ids=lambda fence: fence.text[:40])
async def test_a_documented_request_is_answered(fence: Fence, tmp_path: Path) -> None:
    async with one_world(tmp_path) as world:
        token = await _populated(world)
        await world.indexed()
        world.clock.advance(timedelta(days=1))
        await a_session(world, Person(email=Email(FIRST.email), token=token))
        answer = await world.ask(fence.text, token=token)

        assert answer.errors == ()
        told = str(answer.data).replace("'fields': []", "")  # of what was made, none was changed
        assert "[]" not in told, "the world has something of all that is asked for"
