"""Rights follow every change at the very next request, and nothing of another tenant crosses.

Hypothesis makes the changes, through GraphQL, over two organizations; after each of them all
people ask for both.
"""

import asyncio
import tempfile
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from db_model.access.types import GroupRole, OrganizationRole
from db_model.roles.types import CustomRole
from db_model.stakeholders.types import PlatformRole
from functional.matrix.rights import ROWS
from invitations import accepted
from people import Person, Roles, Tenant, a_person, a_tenant, member_of
from roling import a_role, assigned, changed, put_role
from world import Answer, World, one_world

MANAGER: Final = "user_manager"
READ_GROUP: Final = "api_resolvers_query_group_resolve"
ACTIONS: Final = (
    READ_GROUP,
    "api_resolvers_query_root_resolve",
    "api_mutations_add_finding_mutate",
    "api_mutations_remove_group_mutate",
    "see_internal_toe",
)
SEEN: Final = """
query ($group: String! $organization: String!) {
  group(groupName: $group) { name description permissions roots { __typename } }
  organization(organizationId: $organization) { name permissions groups { name } }
  me { organizations { name groups { name } } }
}
"""
_GROUP: Final = "mutation ($name: String! $email: String! $role: StakeholderRole!) {"
GRANT: Final = f"""{_GROUP} grantStakeholderAccess(
  groupName: $name email: $email role: $role responsibility: "r") {{ success }} }}"""
CHANGE: Final = f"""{_GROUP} updateGroupStakeholder(
  groupName: $name email: $email role: $role responsibility: "r") {{ success }} }}"""
LEAVE: Final = """mutation ($name: String! $email: String!) {
  removeStakeholderAccess(groupName: $name userEmail: $email) { success } }"""
CHANGE_THERE: Final = """mutation ($id: String! $email: String! $role: OrganizationRole!) {
  updateOrganizationStakeholder(organizationId: $id userEmail: $email role: $role) { success } }"""
LEAVE_ALL: Final = """mutation ($id: String! $email: String!) {
  removeStakeholderOrganizationAccess(organizationId: $id userEmail: $email) { success } }"""

TENANTS: Final = st.sampled_from(("acme", "evil"))
PEOPLE: Final = st.integers(0, 1)
ROLES: Final = st.sampled_from(("hacker", "reviewer", "user", MANAGER, "vulnerability_manager"))
PLACES: Final = st.sampled_from(("user", MANAGER))
SETS: Final = st.sets(st.sampled_from(ACTIONS), min_size=1)


@dataclass(slots=True)
class Expected:
    """What people are in one tenant: the role by person, ``custom`` for that of the tenant."""

    tenant: Tenant
    role: CustomRole
    actions: frozenset[str]
    group: dict[int, str] = field(default_factory=dict)
    organization: dict[int, str] = field(default_factory=dict)

    def in_group(self, person: int) -> list[str]:
        held = self.group.get(person)
        if held == "custom":
            return sorted(self.actions)
        return _reviewed("group", held)

    def in_organization(self, person: int) -> list[str]:
        return _reviewed("organization", self.organization.get(person))


def _reviewed(level: str, role: str | None) -> list[str]:
    return sorted(action for (at, action), roles in ROWS.items() if at == level and role in roles)


class Rights(RuleBasedStateMachine):
    """``expected`` is what must hold; each rule changes it and the service alike."""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.stack = AsyncExitStack()
        self.folder = tempfile.TemporaryDirectory()
        self.world: World
        self.admin: Person
        self.people: list[Person]
        self.expected: dict[str, Expected]

    @initialize()
    def begin(self) -> None:
        self.runner.run(self._begin())

    async def _begin(self) -> None:
        opened = one_world(Path(self.folder.name))
        self.world = await self.stack.enter_async_context(opened)
        self.admin = await a_person(self.world, Roles(platform=PlatformRole.ADMIN))
        # Who is left in nothing leaves the platform, so that all are at home somewhere.
        home = member_of(await a_tenant(self.world, name="home"))
        self.people = [await a_person(self.world, home) for _ in range(2)]
        self.expected = {}
        for name in ("acme", "evil"):
            tenant = await a_tenant(self.world, name=name)
            await a_person(
                self.world,
                Roles(
                    groups={tenant.group.name: GroupRole.USER_MANAGER},
                    organizations={tenant.organization.id: OrganizationRole.USER_MANAGER},
                ),
            )
            role = await put_role(self.world, a_role(tenant, actions=ACTIONS))
            self.expected[name] = Expected(tenant=tenant, role=role, actions=frozenset(ACTIONS))

    def teardown(self) -> None:  # type: ignore[explicit-override]  # Python 3.12 has the mark
        self.runner.run(self.stack.aclose())
        self.runner.close()
        self.folder.cleanup()

    def _asked(self, document: str, **values: object) -> Answer:
        return self.runner.run(self.world.ask(document, token=self.admin.token, **values))

    @rule(name=TENANTS, person=PEOPLE, role=ROLES)
    def grant(self, name: str, person: int, role: str) -> None:
        known = self.expected[name]
        answer = self._asked(
            GRANT,
            name=known.tenant.group.name,
            email=self.people[person].email,
            role=role.upper(),
        )
        assert (answer.errors == ()) == (person not in known.group)
        if person not in known.group:
            self.runner.run(accepted(self.world, self.people[person].email))
        known.group.setdefault(person, role)
        known.organization.setdefault(person, "user")

    @rule(name=TENANTS, person=PEOPLE, role=ROLES)
    def change(self, name: str, person: int, role: str) -> None:
        known = self.expected[name]
        answer = self._asked(
            CHANGE,
            name=known.tenant.group.name,
            email=self.people[person].email,
            role=role.upper(),
        )
        assert (answer.errors == ()) == (person in known.group)
        if person in known.group:
            known.group[person] = role

    @rule(name=TENANTS, person=PEOPLE, role=PLACES)
    def change_there(self, name: str, person: int, role: str) -> None:
        known = self.expected[name]
        answer = self._asked(
            CHANGE_THERE,
            id=known.tenant.organization.id,
            email=self.people[person].email,
            role=role.upper(),
        )
        assert (answer.errors == ()) == (person in known.organization)
        if person in known.organization:
            known.organization[person] = role

    @rule(name=TENANTS, person=PEOPLE)
    def leave(self, name: str, person: int) -> None:
        known = self.expected[name]
        answer = self._asked(LEAVE, name=known.tenant.group.name, email=self.people[person].email)
        assert (answer.errors == ()) == (person in known.group)
        if known.group.pop(person, None) and known.organization[person] != MANAGER:
            del known.organization[person]

    @rule(name=TENANTS, person=PEOPLE)
    def leave_all(self, name: str, person: int) -> None:
        known = self.expected[name]
        answer = self._asked(
            LEAVE_ALL, id=known.tenant.organization.id, email=self.people[person].email
        )
        assert (answer.errors == ()) == (person in known.organization)
        known.group.pop(person, None)
        known.organization.pop(person, None)

    @precondition(lambda self: any(known.group for known in self.expected.values()))
    @rule(name=TENANTS, of=TENANTS, person=PEOPLE)
    def assign(self, name: str, of: str, person: int) -> None:
        known, role = self.expected[name], self.expected[of].role
        given = assigned(self.world, known.tenant, self.admin, role, self.people[person])
        answer = self.runner.run(given)
        assert (answer.errors == ()) == (person in known.group and of == name)
        if answer.errors == ():
            known.group[person] = "custom"

    @rule(name=TENANTS, actions=SETS)
    def redefine(self, name: str, actions: set[str]) -> None:
        known = self.expected[name]
        asked = changed(self.world, known.tenant, self.admin, known.role, *sorted(actions))
        assert self.runner.run(asked).errors == ()
        known.actions = frozenset(actions)

    @invariant()
    def everybody_has_what_is_expected_and_no_more(self) -> None:
        for number, person in enumerate(self.people):
            for name, known in self.expected.items():
                answer = self.runner.run(self._seen(person, known.tenant))
                assert answer.data is not None, answer.errors
                allowed, within = known.in_group(number), known.in_organization(number)
                seen = allowed if READ_GROUP in allowed else None
                assert _permissions(answer.data["group"]) == seen
                assert _permissions(answer.data["organization"]) == (within or None)
                assert (name in str((answer.data, answer.errors))) == bool(within)

    async def _seen(self, person: Person, tenant: Tenant) -> Answer:
        return await self.world.ask(
            SEEN,
            token=person.token,
            group=tenant.group.name,
            organization=tenant.organization.id,
        )


def _permissions(thing: Mapping[str, Any] | None) -> list[str] | None:
    return None if thing is None else thing["permissions"]


TestRights = Rights.TestCase
TestRights.settings = settings(
    max_examples=25,
    stateful_step_count=25,
    deadline=None,
    derandomize=True,
    phases=(Phase.explicit, Phase.generate),  # to make a failure short takes minutes
    suppress_health_check=[HealthCheck.too_slow],
)
