"""A network that loses 40 of 100 answers: each mutation is done once a key, whatever is lost."""

import json
from collections.abc import Callable, Mapping
from random import Random
from typing import Any, Final

import httpx
import pytest

from functional.operations import BUDGETS
from functional.test_budgets import populated
from losing import Loser, losing
from people import Person, a_tenant
from sarif import Hit, a_report
from web_sample import served
from world import API, World

TRIES: Final = 60
LOST: Final = 0.4
MUTATIONS: Final = {
    name: document
    for name, (document, _) in BUDGETS.items()
    if document.lstrip().startswith("mutation")
}


def _some(seed: int) -> Callable[[], bool]:
    dice = Random(seed)  # noqa: S311  # the same losses each time
    return lambda: dice.random() < LOST


async def _sent(
    address: str, person: Person, key: str, document: str, variables: Mapping[str, Any]
) -> httpx.Response:
    """Send a request until it is answered, as a client does that knows it by ``key``."""
    given = {name: value for name, value in variables.items() if f"${name}:" in document}
    headers = {
        "Authorization": f"Bearer {person.token}",
        "Idempotency-Key": key,
        "X-Requested-With": "test",
    }
    async with httpx.AsyncClient(headers=headers, timeout=30) as client:
        for _ in range(TRIES):
            try:
                if "Upload!" in document:
                    return await _uploaded(client, address, document, given)
                body = {"query": document, "variables": given}
                return await client.post(address + API, json=body)
            except httpx.TransportError:
                continue
    raise AssertionError(f"{key} was never answered")


async def _uploaded(
    client: httpx.AsyncClient, address: str, document: str, given: Mapping[str, Any]
) -> httpx.Response:
    operations = {"query": document, "variables": {**given, "report": None}}
    return await client.post(
        address + API,
        data={"operations": json.dumps(operations), "map": '{"0": ["variables.report"]}'},
        files={"0": ("report.sarif", a_report([Hit()]), "application/json")},
    )


async def _made_by(world: World, person: Person) -> set[str]:
    """Return the requests of a person that changed anything."""
    contexts = [
        json.loads(item.body)["origin"]
        for item in (await world.everything()).values()
        if item.kind == "context"
    ]
    return {
        origin["request_id"]
        for origin in contexts
        if origin["principal"] == person.email and origin.get("request_id")
    }


async def _each_mutation(
    world: World, loser: Loser, address: str
) -> Mapping[str, tuple[int, httpx.Response]]:
    """Send each mutation once, and return how many requests changed something by it."""
    person, variables = await populated(world, await a_tenant(world), 1)
    await world.indexed()
    done: dict[str, tuple[int, httpx.Response]] = {}
    for name, document in MUTATIONS.items():
        await world.contents()  # no job is at work
        before = await _made_by(world, person)
        answer = await _sent(address, person, name, document, variables)
        done[name] = len(await _made_by(world, person) - before), answer
    assert loser.lost > len(MUTATIONS) / 4
    return done


@pytest.mark.parametrize("seed", [1, 2])
async def test_each_mutation_is_done_once_a_key(world: World, seed: int) -> None:
    async with served(world.app) as port, losing(port, _some(seed)) as (loser, address):
        done = await _each_mutation(world, loser, address)

    # What was made is told, unless it is a secret: a client then knows that it was made.
    codes = {
        name: [error["extensions"]["code"] for error in answer.json().get("errors", ())]
        for name, (_, answer) in done.items()
    }
    assert {name: effects for name, (effects, _) in done.items()} == dict.fromkeys(MUTATIONS, 1)
    refused = {name: told for name, told in codes.items() if told}
    # It revokes the token that it was asked with.
    assert refused.pop("updateAccessToken", None) in (None, ["UNAUTHENTICATED"])
    assert refused.keys() <= {"addAccessToken", "rotateAccessToken"}
    assert all(told == ["ALREADY_DONE"] for told in refused.values())


def test_the_mutations_are_those_of_the_schema() -> None:
    assert len(MUTATIONS) >= 40
