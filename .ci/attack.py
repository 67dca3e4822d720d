"""Send thousands of made-up requests as three people, and look at every answer.

usage: python attack.py [CASES]

Schemathesis makes them from the schema, always the same ones.  Most of them name things that are
there.  No answer may be a failure of the server, tell of another tenant, or have an error that is
none of those that callers are meant to see.
"""

import asyncio
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any, Final

import schemathesis
from graphql import (
    ArgumentNode,
    GraphQLScalarType,
    StringValueNode,
    Visitor,
    is_specified_scalar_type,
    parse,
    print_ast,
    print_schema,
    visit,
)
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from api import executable_schema
from app.logs import configure
from db_model.access.types import GroupRole, OrganizationRole
from db_model.stakeholders.types import PlatformRole
from functional.test_everyone_else import Tenancy, a_tenancy
from people import Person, Roles, a_person, member_of
from settings import LogLevel, Settings
from world import Answer, World, one_world

CASES: Final = 5_000
EXPECTED: Final = {
    *("ACCESS_DENIED", "CONFLICT", "INVALID", "NOT_FOUND", "RATE_LIMITED", "UNAUTHENTICATED"),
}
LONGEST: Final = 400  # characters of a message
SOME: Final = ("", "x", "2026-03-02", "2026-03-02T09:30:00Z", "file")
QUIET: Final = settings(
    database=None,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


class Naming(Visitor):
    """Puts ids of things that are there for the arguments that name them."""

    def __init__(self, ids: Mapping[str, str]) -> None:
        super().__init__()
        self.ids = ids

    def enter_argument(self, node: ArgumentNode, *_: object) -> ArgumentNode | None:
        if node.name.value not in self.ids or not isinstance(node.value, StringValueNode):
            return None
        given = StringValueNode(value=self.ids[node.name.value])
        return ArgumentNode(name=node.name, value=given)


def operations(folder: Path) -> Iterator[Any]:
    """Yield every field of the roots, as schemathesis knows it."""
    schema = executable_schema()
    for name, type_ in schema.type_map.items():
        if isinstance(type_, GraphQLScalarType) and not is_specified_scalar_type(type_):
            texts = st.sampled_from(SOME).map(schemathesis.graphql.nodes.String)
            schemathesis.graphql.scalar(name, texts)
    path = folder / "schema.graphql"
    path.write_text(print_schema(schema))
    for found in schemathesis.graphql.from_path(path).get_all_operations():
        yield found.ok()


def wrong(answer: Answer, marks: Iterable[str]) -> str | None:
    """Return what is wrong with an answer, in which no mark may be, if anything is."""
    if answer.status >= 500:  # noqa: PLR2004 - where failures of servers begin
        return f"status {answer.status}"
    for code, message in zip(answer.codes, answer.messages, strict=True):
        if code not in EXPECTED or "Traceback" in message or len(message) > LONGEST:
            return f"{code}: {message}"
    return next((f"tells {mark}" for mark in marks if mark in str(answer)), None)


async def people_of(world: World, own: Tenancy) -> dict[str, Person]:
    """Return who asks: somebody of nothing, a manager, and an administrator of the platform."""
    manager = member_of(own.tenant, GroupRole.CUSTOMER_MANAGER, OrganizationRole.CUSTOMER_MANAGER)
    return {
        "stranger": await a_person(world),
        "manager": await a_person(world, manager),
        "administrator": await a_person(world, Roles(platform=PlatformRole.ADMIN)),
    }


@dataclass(slots=True)
class Attack:
    """What is sent, to whom, and how many answers came of each kind."""

    ask: Callable[[str, Person], Answer]
    own: Tenancy
    other: Tenancy
    told: Counter[str] = field(default_factory=Counter)

    def send(self, text: str, who: str, person: Person) -> None:
        # Between requests nothing runs here, so that nobody brings the index up to date.
        text = text.replace("consistency: STRONG", "consistency: EVENTUAL")
        if self.told.total() % 4:
            named = Naming({argument: id_ for (_, argument), id_ in self.own.ids.items()})
            text = print_ast(visit(parse(text), named))
        answer = self.ask(text, person)
        foreign = (self.other.tenant.organization.name, self.other.person.email)
        # An administrator may see every tenant.
        problem = wrong(answer, () if who == "administrator" else foreign)
        self.told["wrong" if problem else "refused" if answer.errors else "done"] += 1
        if problem:
            print(f"{who}: {problem}\n{text}", flush=True)


def made(operation: Any, count: int, send: Callable[[str], None]) -> None:
    """Send ``count`` requests of an operation, or as many as there are different ones."""

    @settings(QUIET, max_examples=count)
    @given(case=operation.as_strategy())
    def each(case: Any) -> None:
        send(str(case.body))

    each()


def main(cases: int) -> int:
    """Return 1 if an answer is wrong, telling which."""
    begun = time.monotonic()
    configure(Settings(log_level=LogLevel.ERROR))  # a line a request would hide what went wrong
    with tempfile.TemporaryDirectory() as name, asyncio.Runner() as runner:
        stack = AsyncExitStack()
        world = runner.run(stack.enter_async_context(one_world(Path(name))))
        try:
            own, other = (runner.run(a_tenancy(world, each)) for each in ("acmemark", "evilmark"))
            people = runner.run(people_of(world, own))
            runner.run(world.indexed())
            attack = Attack(
                ask=lambda text, person: runner.run(world.ask(text, token=person.token)),
                own=own,
                other=other,
            )
            attacked(attack, people, list(operations(Path(name))), cases)
        finally:
            runner.run(stack.aclose())
    told = attack.told
    print(f"{told.total()} answers in {time.monotonic() - begun:.0f} s: {dict(told)}")
    return 1 if told["wrong"] or told.total() < cases else 0


def attacked(
    attack: Attack, people: Mapping[str, Person], fields: Sequence[Any], cases: int
) -> None:
    """Ask every field as everybody, until as many requests were sent."""
    count = cases // (len(fields) * len(people)) + 1
    while attack.told.total() < cases:
        for operation, (who, person) in product(fields, people.items()):
            made(operation, count, partial(attack.send, who=who, person=person))


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else CASES))
