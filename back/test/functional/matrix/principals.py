"""Everybody who asks: nobody, strangers, and one of each role."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from authz.sessions import IDLE, LIFE
from db_model.access.add import group_access_added
from db_model.access.types import GroupAccess, GroupRole, OrganizationRole
from db_model.api_tokens.add import added as token_added
from db_model.api_tokens.types import Reach, Scope
from db_model.roles.types import RoleLevel
from db_model.stakeholders.types import PlatformRole
from db_model.types import RoleId, TokenId
from functional.matrix.rights import ROWS, Held
from functional.test_everyone_else import Tenancy
from kit.time import milliseconds
from people import BUILDER, Person, Roles, a_person
from populations import put
from roling import a_role, put_role
from signing_in import a_session, an_old_session, cookie_of, sessions_of
from stakeholders.domain import token_made
from world import START, World

GARBAGE: Final = "itg_user_" + "0" * 36
_ALL: Final = "admin"
# What the custom roles of the matrix allow.
_AS_GOOD_AS: Final = {RoleLevel.GROUP: "reviewer", RoleLevel.ORGANIZATION: "user_manager"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Somebody who asks, and what the reviewed policy is read for; ``person`` signs in."""

    name: str
    person: Person | None
    held: Held
    signed_in: bool = True


NAMES: Final = (
    "anonymous",
    "garbage",
    "expired",
    "revoked",
    "garbage cookie",
    "expired session",
    "idle session",
    "ended session",
    "nobody",
    "stranger",
    "foreigner",
    "removed",
    "hacker",
    "elsewhere",
    "administrator",
    "session",
    "only its group",
    "only its organization",
    *(f"scope {scope}" for scope in Scope),
    *(f"group {role}" for role in GroupRole if role is not GroupRole.ADMIN),
    *(f"organization {role}" for role in OrganizationRole if role is not OrganizationRole.ADMIN),
)


async def the_askers(world: World, own: Tenancy, other: Tenancy) -> dict[str, Asker]:
    """Put everybody of ``NAMES`` there, as they stand to what is ``own``; ``other`` is foreign."""
    askers = [
        Asker(name="anonymous", person=None, held=Held(), signed_in=False),
        *await _without_a_good_token(world, own),
        *await _with_a_session(world, own),
        *await _outsiders(world, other),
        await _removed(world, own),
        *await _held_to_less(world, own, other),
        *await _members(world, own),
    ]
    return {asker.name: asker for asker in askers}


async def _without_a_good_token(world: World, own: Tenancy) -> list[Asker]:
    """Return holders of bad tokens of somebody who has every right that a member can have."""
    email = "lost@acmemark.example.com"
    roles = Roles(
        organizations={own.tenant.organization.id: OrganizationRole.CUSTOMER_MANAGER},
        groups={own.tenant.group.name: GroupRole.CUSTOMER_MANAGER},
    )
    owner = await a_person(world, roles, email=email)
    revoked = await world.ask("mutation { invalidateAccessToken { success } }", token=owner.token)
    assert revoked["invalidateAccessToken"] == {"success": True}
    expired, old = token_made(
        owner.email,
        id_=TokenId("expired-token"),
        name="old",
        issued_at=START - timedelta(days=2),
        expires_at=START - timedelta(days=1),
    )
    await put(world, [*token_added(old)])
    texts = {"garbage": GARBAGE, "expired": expired, "revoked": owner.token}
    return [
        Asker(name=name, person=Person(email=owner.email, token=text), held=Held(), signed_in=False)
        for name, text in texts.items()
    ]


async def _with_a_session(world: World, own: Tenancy) -> list[Asker]:
    """Return browsers of somebody who may do what a member can: one in a session that stands."""
    role = GroupRole.CUSTOMER_MANAGER
    roles = Roles(groups={own.tenant.group.name: role})
    owner = await a_person(world, roles, email="browser@acmemark.example.com")
    cookies = {
        "garbage cookie": cookie_of("A" * 43),
        "expired session": await an_old_session(world, owner, began=LIFE, used=timedelta(0)),
        "idle session": await an_old_session(world, owner, began=IDLE, used=IDLE),
        "ended session": await a_session(world, owner),
    }
    ended = await world.ask(
        "mutation ($id: ID!) { endSession(id: $id) { success } }",
        token=cookies["ended session"],
        id=(await sessions_of(world, owner))[0].id,
    )
    assert ended["endSession"] == {"success": True}
    good = Person(email=owner.email, token=await a_session(world, owner))
    held = Held(platform=frozenset({"user"}), group=frozenset({str(role)}))
    return [
        *(
            Asker(
                name=name,
                person=Person(email=owner.email, token=cookie),
                held=Held(),
                signed_in=False,
            )
            for name, cookie in cookies.items()
        ),
        Asker(name="session", person=good, held=held),
    ]


async def _outsiders(world: World, other: Tenancy) -> list[Asker]:
    nobody = await a_person(world, Roles(platform=None))
    stranger = await a_person(world)
    foreigner = await a_person(
        world,
        Roles(
            organizations={other.tenant.organization.id: OrganizationRole.CUSTOMER_MANAGER},
            groups={other.tenant.group.name: GroupRole.CUSTOMER_MANAGER},
        ),
        email="boss@evilmark.example.com",
    )
    hacker = await a_person(world, Roles(platform=PlatformRole.HACKER))
    administrator = await a_person(world, Roles(platform=PlatformRole.ADMIN))
    user = Held(platform=frozenset({"user"}))
    every = frozenset({_ALL})
    return [
        Asker(name="nobody", person=nobody, held=Held()),
        Asker(name="stranger", person=stranger, held=user),
        Asker(name="foreigner", person=foreigner, held=user),
        Asker(name="hacker", person=hacker, held=Held(platform=frozenset({"hacker"}))),
        Asker(
            name="administrator",
            person=administrator,
            held=Held(platform=every, organization=every, group=every),
        ),
    ]


async def _held_to_less(world: World, own: Tenancy, other: Tenancy) -> list[Asker]:
    """Return an administrator with tokens for a part of what the administrator may do."""
    every, tenant = frozenset({_ALL}), own.tenant
    owner = await a_person(world, Roles(platform=PlatformRole.ADMIN))
    anything = frozenset(Scope)
    of_group = Held(group=every, scopes=frozenset(map(str, anything)))
    places: dict[str, tuple[Reach, Held]] = {
        "elsewhere": (
            Reach(scopes=anything, groups=frozenset({other.tenant.group.name})),
            replace(of_group, group=frozenset()),
        ),
        "only its group": (
            Reach(scopes=anything, groups=frozenset({tenant.group.name})),
            of_group,
        ),
        "only its organization": (
            Reach(scopes=anything, organizations=frozenset({tenant.organization.id})),
            replace(of_group, organization=every),
        ),
    }
    for scope in Scope:
        held = Held(platform=every, organization=every, group=every, scopes=frozenset({str(scope)}))
        places[f"scope {scope}"] = (Reach(scopes=frozenset({scope})), held)
    return [await _with_reach(world, owner, name, *place) for name, place in places.items()]


async def _with_reach(world: World, owner: Person, name: str, reach: Reach, held: Held) -> Asker:
    text, token = token_made(
        owner.email,
        id_=TokenId(f"token for {name}"),
        name=name[:20],
        issued_at=START,
        expires_at=START + timedelta(days=1),
    )
    await put(world, [*token_added(replace(token, reach=reach))])
    return Asker(name=name, person=Person(email=owner.email, token=text), held=held)


async def _removed(world: World, own: Tenancy) -> Asker:
    """Return somebody who was a manager of the group until it was taken back."""
    person = await a_person(world)
    access = GroupAccess(
        email=person.email,
        group_name=own.tenant.group.name,
        role=GroupRole.CUSTOMER_MANAGER,
        granted_by=BUILDER,
        granted_at=START,
        has_access=False,
        version=milliseconds(START),
    )
    await put(world, [*group_access_added(access)])
    return Asker(name="removed", person=person, held=Held(platform=frozenset({"user"})))


async def _members(world: World, own: Tenancy) -> list[Asker]:
    id_, name = own.tenant.organization.id, own.tenant.group.name
    user = frozenset({"user"})
    in_groups = await _custom(world, own, RoleLevel.GROUP)
    of_organization = await _custom(world, own, RoleLevel.ORGANIZATION)
    askers = []
    for role in GroupRole:
        if role is not GroupRole.ADMIN:
            person = await a_person(
                world,
                Roles(groups={name: role}, custom=in_groups),
                email=f"{role}@acmemark.example.com",
            )
            held = Held(platform=user, group=frozenset({_as_good_as(role)}))
            askers.append(Asker(name=f"group {role}", person=person, held=held))
    for place in OrganizationRole:
        if place is not OrganizationRole.ADMIN:
            person = await a_person(
                world,
                Roles(organizations={id_: place}, custom=of_organization),
                email=f"o.{place}@acmemark.example.com",
            )
            held = Held(platform=user, organization=frozenset({_as_good_as(place)}))
            askers.append(Asker(name=f"organization {place}", person=person, held=held))
    return askers


async def _custom(world: World, own: Tenancy, level: RoleLevel) -> RoleId:
    """Put a role there that allows exactly what one does which all organizations have."""
    at, role = level.lower(), _AS_GOOD_AS[level]
    actions = sorted(
        action for (there, action), held in ROWS.items() if at == there and role in held
    )
    like = a_role(own.tenant, f"like {role}", level=level, actions=tuple(actions))
    return (await put_role(world, like)).id


def _as_good_as(role: GroupRole | OrganizationRole) -> str:
    """Return the role by whose rows of the reviewed policy one is decided."""
    if role is GroupRole.CUSTOM:
        return _AS_GOOD_AS[RoleLevel.GROUP]
    return _AS_GOOD_AS[RoleLevel.ORGANIZATION] if role is OrganizationRole.CUSTOM else str(role)
