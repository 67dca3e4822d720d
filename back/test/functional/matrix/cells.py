"""What is asked: every field of the roots, and every field that is reached from a query."""

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from graphql import (
    GraphQLField,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLUnionType,
    get_named_type,
    is_leaf_type,
    is_required_argument,
)

from api import executable_schema
from api.guards import Guard, marks
from api.targets import GuardTarget
from authz.policy import Action, Attribute
from functional.matrix.frozen import FrozenStore, seen_as
from functional.test_everyone_else import (
    FIELDS,
    REPORT,
    RootField,
    Tenancy,
    document,
    own_ids,
    value_of,
)
from people import Person
from world import Answer, World

_SCHEMA: Final = executable_schema()
_MARKED: Final = {(marked.type, marked.name): marked for marked in marks(_SCHEMA)}
_LEAVES: Final = 40
# Lists that are empty for who owns nothing, or in the scene: nothing behind them would be refused.
_NOT_BY: Final = frozenset({("Group", "credentials"), ("Me", "credentials")})
# Fields that are open, and whose resolver looks up a right that its arguments decide.
_LOOKED_UP: Final[Mapping[str, Mapping[tuple[str, GuardTarget], tuple[tuple[str, str], ...]]]] = {
    "Mutation.validateGitAccess": {
        ("api_mutations_validate_git_access_mutate", GuardTarget.GROUP): (("groupName", ""),),
    },
    "Query.stakeholder": {
        ("api_resolvers_query_stakeholder__resolve_for_group", GuardTarget.GROUP): (
            ("entity", "GROUP"),
            ("groupName", ""),
        ),
        ("api_resolvers_query_stakeholder__resolve_for_organization", GuardTarget.ORGANIZATION): (
            ("entity", "ORGANIZATION"),
            ("organizationId", ""),
        ),
    },
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A field; below a root, ``path`` leads to it, past every guard of ``guards`` in order.

    ``more`` are arguments that are given beside those that must be.
    """

    name: str
    root: RootField
    guards: tuple[Guard, ...]
    path: tuple[str, ...] = ()
    selection: str = ""
    more: tuple[tuple[str, str], ...] = ()

    def text(self, given: Mapping[str, object]) -> str:
        if not self.path:
            return document(self.root, {n: self.root.field.args[n] for n in given})
        arguments = {name: self.root.field.args[name] for name in given}
        declared = " ".join(f"${name}: {each.type}" for name, each in arguments.items())
        passed = " ".join(f"{name}: ${name}" for name in arguments)
        opened = " { ".join(self.path)
        closed = " }" * len(self.path)
        head, root = (f"({declared})", f"({passed})") if arguments else ("", "")
        name = self.root.marked.name
        return f"query {head} {{ {name}{root} {{ {opened} {self.selection}{closed} }}"


def cells() -> list[Cell]:
    """Return every root field, every guarded field, and for each type its other fields at once."""
    return [*_roots(), *_below()]


def _roots() -> Iterator[Cell]:
    for each in FIELDS:
        guard = each.marked.guard
        name = f"{each.marked.type}.{each.marked.name}"
        if name in _LOOKED_UP:
            yield from _looked_up(name, each)
            continue
        yield Cell(name=name, root=each, guards=(guard,) if guard else ())


def _looked_up(name: str, each: RootField) -> Iterator[Cell]:
    for (action, target), more in _LOOKED_UP[name].items():
        guard = Guard(action=Action(action), target=target, by=(), needs=frozenset())
        yield Cell(name=name, root=each, guards=(guard,), more=more)


def _below() -> Iterator[Cell]:
    waiting = deque((cell, get_named_type(cell.root.field.type)) for cell in _queries())
    seen: set[str] = set()
    while waiting:
        cell, named = waiting.popleft()
        if isinstance(named, GraphQLUnionType):
            waiting.extend((_on(cell, member), member) for member in named.types)
            continue
        if not isinstance(named, GraphQLObjectType) or named.name in seen:
            continue
        seen.add(named.name)
        yield from _of_type(cell, named)
        waiting.extend(_steps(cell, named))


def _queries() -> Iterator[Cell]:
    return (cell for cell in _roots() if cell.root.operation == "query")


def _on(cell: Cell, member: GraphQLObjectType) -> Cell:
    return replace(cell, path=(*cell.path, f"... on {member.name}"))


def _of_type(cell: Cell, type_: GraphQLObjectType) -> Iterator[Cell]:
    """Yield each guarded field of ``type_`` that can be asked for, and its leaves together."""
    plain = []
    for name, field in type_.fields.items():
        guard = _guard(type_, name)
        if guard is not None:
            yield _step(cell, type_, name, field)
        elif is_leaf_type(get_named_type(field.type)):
            plain.append(name)
    for first in range(0, len(plain), _LEAVES):
        part = " ".join(plain[first : first + _LEAVES])
        yield replace(cell, name=f"{type_.name}.* {first}", path=(*cell.path, part), selection="")


def _steps(cell: Cell, type_: GraphQLObjectType) -> Iterator[tuple[Cell, GraphQLNamedType]]:
    # The unguarded ways first: as few rights as can be stand before what is asked.
    fields = sorted(type_.fields.items(), key=lambda each: _guard(type_, each[0]) is not None)
    for name, field in fields:
        named = get_named_type(field.type)
        if (type_.name, name) in _NOT_BY:
            continue
        if not is_leaf_type(named) and not any(map(is_required_argument, field.args.values())):
            yield replace(_step(cell, type_, name, field), selection=""), named


def _step(cell: Cell, type_: GraphQLObjectType, name: str, field: GraphQLField) -> Cell:
    guard = _guard(type_, name)
    named = get_named_type(field.type)
    return replace(
        cell,
        name=f"{type_.name}.{name}",
        guards=(*cell.guards, guard) if guard else cell.guards,
        path=(*cell.path, name),
        selection="" if is_leaf_type(named) else "{ __typename }",
    )


def _guard(type_: GraphQLObjectType, name: str) -> Guard | None:
    marked = _MARKED.get((type_.name, name))
    return marked.guard if marked else None


def given_for(cell: Cell, owner: Tenancy) -> dict[str, object]:
    """Return the values of the arguments that ``cell`` needs, for things of ``owner``."""
    each, tenant = cell.root, owner.tenant
    known: dict[str, object] = {
        "absorb": owner.ids[GuardTarget.VULNERABILITY, "uuid"],
        "email": owner.person.email,
        "groupName": tenant.group.name,
        "importId": owner.ids[GuardTarget.IMPORT, "id"],
        "organizationId": tenant.organization.id,
        "organizationName": tenant.organization.name,
        "rootNickname": tenant.root.state.nickname,
        "userEmail": owner.person.email,
    }
    try:
        ids = own_ids(each, owner)
    except KeyError as missing:
        raise AssertionError(
            f"{each.marked.name}: test_everyone_else has no id for {missing}"
        ) from missing
    if "... on URLRoot" in cell.path:
        ids |= {"rootId": owner.ids[GuardTarget.ROOT, "siteId"]}
    more = {name: known[name] if value == "" else value for name, value in cell.more}
    needed = {
        name: known.get(name, value_of(name, argument))
        for name, argument in each.field.args.items()
        if is_required_argument(argument)
    }
    return needed | ids | more


async def ask(
    world: World, cell: Cell, person: Person | None, given: Mapping[str, object]
) -> Answer:
    """Ask for ``cell`` with the arguments ``given`` for its root."""
    token = person.token if person else None
    values = {name: value for name, value in given.items() if name != "report"}
    needs = frozenset(need for guard in cell.guards for need in guard.needs)
    assert isinstance(world.store, FrozenStore)
    with seen_as(world.store.black if Attribute.BLACK in needs else {}):
        if "report" in given:
            return await world.upload(cell.text(given), token=token, report=REPORT, **values)
        return await world.ask(cell.text(given), token=token, **values)
