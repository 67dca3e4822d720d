"""Tables say which layout they have, and a release that does not know it does not start."""

from dataclasses import replace

import pytest

from app.dynamodb import create, open_configured
from app.errors import NotCreated
from contract.builders import Hands
from contract.dynamodb.configured import environ_of
from dynamodb import DynamoConfig, open_store
from dynamodb.revision import KEY, REVISION, NewerRevision, NoRevision, OlderRevision
from errors import Unavailable
from settings import Settings, load
from store.types import Item, Put, Whatever


@pytest.fixture
def settings(config: DynamoConfig, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "integrates")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "integrates")
    return load(environ_of(config))


async def revised(config: DynamoConfig, revision: int) -> Item:
    item = Item(KEY, "schema", revision, b"{}")
    async with open_store(config, clock=Hands()) as store:
        await store.commit([Put(item, Whatever())])
    return item


async def test_tables_that_were_made_are_of_this_release(settings: Settings) -> None:
    await create(settings)
    await create(settings)

    async with open_configured(settings, clock=Hands()) as store:
        assert await store.get([KEY]) == (Item(KEY, "schema", REVISION, b"{}"),)


async def test_tables_without_a_revision_are_told_with_the_cure(settings: Settings) -> None:
    with pytest.raises(NoRevision, match="run `integrates store create` once"):
        async with open_configured(settings, clock=Hands()):
            pass

    await create(settings)
    async with open_configured(settings, clock=Hands()) as store:
        await store.ready()


@pytest.mark.parametrize(
    ("revision", "refusal"), [(REVISION + 1, NewerRevision), (REVISION - 1, OlderRevision)]
)
async def test_tables_of_another_release_are_refused_and_left_as_they_are(
    config: DynamoConfig, settings: Settings, revision: int, refusal: type[Unavailable]
) -> None:
    item = await revised(config, revision)

    with pytest.raises(refusal):
        async with open_configured(settings, clock=Hands()):
            pass
    with pytest.raises(refusal):
        await create(settings)

    async with open_store(config, clock=Hands()) as store:
        assert await store.get([KEY], strong=True) == (item,)


async def test_tables_that_are_not_there_are_told_with_the_cure(settings: Settings) -> None:
    elsewhere = replace(settings, dynamodb_prefix="nowhere_")

    with pytest.raises(NotCreated, match="run `integrates store create` once"):
        async with open_configured(elsewhere, clock=Hands()):
            pass
