"""Arguments that name a thing beside those that a right is looked up for."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from graphql import (
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    get_named_type,
    get_nullable_type,
    is_required_input_field,
)

from functional.matrix.cells import Cell, cells, given_for
from functional.test_everyone_else import Tenancy, value_of

NAMES_A_THING: Final = re.compile(
    r"^(id|ids|uuid|identifier|vulnerabilities|findings|roots|groups)$"
    r"|(Id|Ids|Uuid|[gG]roupName|[oO]rganizationName|[nN]ickname)$"
)
# The word of an argument, or else of its field, that says what kind of thing it names.
_WORDS: Final = (
    "trustrule",
    "vulnerabilit",
    "finding",
    "root",
    "group",
    "organization",
    "import",
    "session",
    "credential",
    "role",
    "token",
    "url",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class IdPath:
    """Where an id stands: a cell, an argument of it, and the fields of its input objects."""

    cell: Cell
    path: tuple[str, ...]

    @property
    def label(self) -> str:
        return f"{self.cell.root.marked.name}.{'.'.join(self.path)}"

    def given(self, owner: Tenancy, id_: str) -> dict[str, Any]:
        """Return arguments that name things of ``owner``, with ``id_`` at this one place."""
        name, *below = self.path
        given = given_for(self.cell, owner)
        type_ = self.cell.root.field.args[name].type
        return given | {name: _with(type_, below, id_)}


def id_paths() -> list[IdPath]:
    """Return each place of an id that no guard has looked up."""
    return [
        IdPath(cell=cell, path=path)
        for cell in cells()
        if not cell.path
        for name, argument in cell.root.field.args.items()
        if name not in cell.root.names
        for path in _places((name,), argument.type)
    ]


def id_of(place: IdPath, owner: Tenancy) -> str:
    """Return the id that a thing of ``owner`` would be named with there."""
    known = {
        "vulnerabilit": next(v for (_, name), v in owner.ids.items() if name == "uuid"),
        "finding": next(v for (_, name), v in owner.ids.items() if name == "findingId"),
        "trustrule": next(v for (_, name), v in owner.ids.items() if name == "ruleId"),
        "root": owner.tenant.root.id,
        "group": owner.tenant.group.name,
        "organization": owner.tenant.organization.id,
        "import": next(v for (of, _), v in owner.ids.items() if of == "IMPORT"),
        "session": next(v for (_, name), v in owner.ids.items() if name == "sessionId"),
        "credential": next(v for (_, name), v in owner.ids.items() if name == "credentialsId"),
        "role": owner.role_id,
        "url": next(v for (_, name), v in owner.ids.items() if name == "urlId"),
        "token": f"token-of-{owner.person.email}",
    }
    if place.path[-1].lower().endswith("organizationname"):
        return owner.tenant.organization.name
    if place.path[-1].lower().endswith("nickname"):
        return owner.tenant.root.state.nickname
    for text in (place.path[-1], place.path[0], place.cell.root.marked.name):
        for word in _WORDS:
            if word in text.lower():
                return known[word]
    raise AssertionError(f"ids.py knows no kind of thing that {place.label} names")


def _places(
    path: tuple[str, ...], type_: GraphQLInputType, within: frozenset[str] = frozenset()
) -> Iterator[tuple[str, ...]]:
    named = get_named_type(type_)
    if isinstance(named, GraphQLInputObjectType):
        # A filter may be made of others like it, which name the same things.
        if named.name not in within:
            for name, field in named.fields.items():
                yield from _places((*path, name), field.type, within | {named.name})
    elif named.name in ("ID", "String") and (named.name == "ID" or NAMES_A_THING.search(path[-1])):
        yield path


def _with(type_: GraphQLInputType, below: list[str], id_: str) -> Any:
    bare = get_nullable_type(type_)
    if isinstance(bare, GraphQLList):
        return [_with(bare.of_type, below, id_)]
    if not isinstance(bare, GraphQLInputObjectType):
        return id_
    name, *rest = below
    needed = {
        other: value_of(other, field)
        for other, field in bare.fields.items()
        if is_required_input_field(field)
    }
    return needed | {name: _with(bare.fields[name].type, rest, id_)}
