"""Whether what is absent is refused in the time that what is forbidden is: else time would tell.

A stranger asks for things that are there and that never were, in turn, so that both meet the
same moments of the machine.
"""

import asyncio
import random
import statistics
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from load import ask
from service import Service
from telling import tell

from app.engines import open_engines
from db_model.api_tokens.add import added as token_added
from db_model.commit import commit
from db_model.context import Origin
from db_model.stakeholders.add import added
from db_model.stakeholders.types import PlatformRole, Stakeholder
from db_model.types import Email, TokenId
from kit.time import milliseconds, now
from settings import Settings
from stakeholders.domain import token_made
from stakeholders.rules.tokens import LONGEST_LIFE

_STRANGER: Final = Email("stranger@example.com")
_PAIRS: Final = 200
_WARM_UP: Final = 30  # pairs
_MOST: Final = 0.1
_QUESTIONS: Final = {
    "group": "query ($id: String!) { group(groupName: $id) { name } }",
    "organization": "query ($id: String!) { organization(organizationId: $id) { name } }",
    "finding": "query ($id: String!) { finding(identifier: $id) { title } }",
    "vulnerability": "query ($id: String!) { vulnerability(uuid: $id) { where } }",
}
_THERE: Final = """
{ me { organizations { id } } group(groupName: "demogroup") { findings { id
  vulnerabilitiesConnection(first: 1) { edges { node { id } } } } } }
"""


async def put_stranger(folder: Path) -> str:
    """Put somebody who is member of nothing into the store; return the text of a token."""
    at = now()
    person = Stakeholder(
        email=_STRANGER,
        first_name="",
        last_name="",
        role=PlatformRole.USER,
        registered_at=at,
        version=milliseconds(at),
    )
    text, token = token_made(
        _STRANGER,
        id_=TokenId("stranger"),
        name="bench",
        issued_at=at,
        expires_at=at + LONGEST_LIFE / 2,
    )
    async with open_engines(Settings(state_dir=folder), clock=now) as engines:
        writes = [*added(person), *token_added(token)]
        await commit(engines.store, writes, Origin(principal=_STRANGER, at=at))
    return text


async def tell_alike(service: Service, stranger: str) -> None:
    """Tell for each kind of thing how the means of both compare."""
    there = await service.ask(_THERE)
    finding = there["group"]["findings"][0]
    known = {
        "group": "demogroup",
        "organization": there["me"]["organizations"][0]["id"],
        "finding": finding["id"],
        "vulnerability": finding["vulnerabilitiesConnection"]["edges"][0]["node"]["id"],
    }
    asking = Service(service.port, stranger)
    for kind, query in _QUESTIONS.items():
        absent = known[kind][:-4] + ("0000" if known[kind][-4:] != "0000" else "1111")
        forbidden = asking.request(query, id=known[kind])
        ratio = await _ratio(forbidden, asking.request(query, id=absent), port=service.port)
        met = "met" if abs(ratio - 1) <= _MOST else "MISSED"
        tell(f"{kind}: forbidden by absent, in time", f"{ratio:.3f}", f"0.9 to 1.1, {met}")


async def _ratio(one: bytes, other: bytes, *, port: int) -> float:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    order = random.Random(6)  # noqa: S311 - the same at each run
    times: dict[bytes, list[float]] = {one: [], other: []}
    answers: set[bytes] = set()
    for pair in range(_WARM_UP + _PAIRS):
        for request in _either_first(one, other, order):
            start = time.perf_counter()
            answers.add(await ask(reader, writer, request))
            if pair >= _WARM_UP:
                times[request].append(time.perf_counter() - start)
    writer.close()
    assert len(answers) == 1, answers
    return _mean(times[one]) / _mean(times[other])


def _mean(times: list[float]) -> float:
    """Return the mean without the slowest quarter, in which the machine did something else."""
    return statistics.mean(sorted(times)[: len(times) * 3 // 4])


def _either_first(one: bytes, other: bytes, order: random.Random) -> Sequence[bytes]:
    return (one, other) if order.random() < 1 / 2 else (other, one)
