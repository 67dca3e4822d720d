"""Use cases of secrets: names and values that a test of a root or an environment needs."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from authz.access import Access, origin
from authz.errors import RootNotFound
from authz.grants import Grant, GroupGrant, RootGrant, require
from authz.policy import Action
from db_model.commit import attempted, commit, tell_read
from db_model.context import Changed, Operation
from db_model.environments.get import of_group as environments_of
from db_model.environments.types import Environment
from db_model.environments.update import unchanged as environment_unchanged
from db_model.roots.get import root as stored_root
from db_model.roots.types import Root
from db_model.roots.update import unchanged as root_unchanged
from db_model.secrets import keys
from db_model.secrets.get import secret as stored
from db_model.secrets.get import secrets as all_of
from db_model.secrets.remove import removed
from db_model.secrets.types import Secret
from db_model.secrets.update import kept
from db_model.types import EnvironmentId, GroupName
from envelopes.keyring import Keyring
from envelopes.seal import discarded, seal, unseal
from kit.time import milliseconds
from roots.errors import EnvironmentNotFound, SecretNotFound
from roots.rules.secrets import check_room, checked, name_of, place_of, told_anew
from roots.rules.status import check_settled
from roots.types import NewSecret, ShownSecret
from store.types import Database, Write

_TOLD_AT_ONCE: Final = 1_000


async def add_secret(
    db: Database, keyring: Keyring, grant: RootGrant, new: NewSecret, *, at: datetime
) -> None:
    """Keep a secret of the granted root, in place of one of its name; one commit.

    Raises:
        TooManySecrets: the root has as many as it may have.
        RootBeingMoved: not all of the root is in its new group yet.
        KeysUnavailable: it cannot be sealed.
        AppError: a value is refused, as in ``checked``.
    """
    require(grant, Action.ADD_SECRET)
    secret, root = checked(new), grant.on

    async def attempt() -> None:
        guard = await _settled(db, root)
        wanted = _new(secret, root.group_name, grant.access, at=at, root=root)
        writes = await _kept(db, keyring, wanted, secret)
        await commit(db, (*writes, guard), origin(grant.access, at=at))

    await attempted(attempt)


async def remove_secret(db: Database, grant: RootGrant, *, key: str, at: datetime) -> None:
    """Remove a secret of the granted root; one commit.

    Raises:
        SecretNotFound: the root has none of this name.
        RootBeingMoved: not all of the root is in its new group yet.
    """
    require(grant, Action.REMOVE_SECRET)

    async def attempt() -> None:
        writes = await _removed(db, grant.on.group_name, keys.of_root(grant.on.id), key)
        guard = await _settled(db, grant.on)
        await commit(db, (*writes, guard), origin(grant.access, at=at))

    await attempted(attempt)


async def add_environment_secret(
    db: Database,
    keyring: Keyring,
    grant: GroupGrant,
    new: NewSecret,
    *,
    id_: EnvironmentId,
    at: datetime,
) -> None:
    """Keep a secret of an environment of the granted group, as ``add_secret`` does.

    Raises:
        EnvironmentNotFound: no root of the group has this environment.
        AppError: as ``add_secret``.
    """
    require(grant, Action.ADD_GIT_ENVIRONMENT_SECRET)
    secret, group = checked(new), grant.on.name

    async def attempt() -> None:
        environment = await _environment(db, group, id_)
        wanted = _new(secret, group, grant.access, at=at, environment=environment)
        writes = await _kept(db, keyring, wanted, secret)
        guards = await _guards(db, environment)
        await commit(db, (*writes, *guards), origin(grant.access, at=at))

    await attempted(attempt)


async def remove_environment_secret(
    db: Database, grant: GroupGrant, *, id_: EnvironmentId, key: str, at: datetime
) -> None:
    """Remove a secret of an environment of the granted group; one commit.

    Raises:
        EnvironmentNotFound: no root of the group has this environment.
        SecretNotFound: it has none of this name.
        RootBeingMoved: not all of the root is in its new group yet.
    """
    require(grant, Action.REMOVE_ENVIRONMENT_URL_SECRET)

    async def attempt() -> None:
        environment = await _environment(db, grant.on.name, id_)
        writes = await _removed(db, grant.on.name, keys.of_environment(id_), key)
        guards = await _guards(db, environment)
        await commit(db, (*writes, *guards), origin(grant.access, at=at))

    await attempted(attempt)


async def shown_secrets(
    db: Database, keyring: Keyring, grants: Sequence[Grant[Root | Environment]], *, at: datetime
) -> list[tuple[ShownSecret, ...]]:
    """Return the secrets of each granted root or environment, by name.

    That they were read is in the audit trail before anything is returned.  Of however many, it is
    a query a group and kind, a commit a thousand secrets, and a get a hundred.

    Raises:
        KeysUnavailable: they cannot be opened.
    """
    held = await _held(db, [grant.on for grant in grants])
    secrets = tuple(dict.fromkeys(each for of in held for each in of))
    for first in range(0, len(secrets), _TOLD_AT_ONCE):
        some = secrets[first : first + _TOLD_AT_ONCE]
        await tell_read(db, _read(some), origin(grants[0].access, at=at))
    values = await unseal(db, keyring, [place_of(each) for each in secrets])
    # One without a value was removed meanwhile.
    shown = {
        each: ShownSecret(key=each.key, value=value.decode(), description=each.description)
        for each, value in zip(secrets, values, strict=True)
        if value is not None
    }
    return [tuple(shown[each] for each in of if each in shown) for of in held]


async def awaited(
    db: Database, keyring: Keyring, environment: Environment, keys_: Sequence[str], access: Access
) -> tuple[Write, ...]:
    """Return the writes that keep an empty secret of each name, as the new environment needs them.

    What another root with the same environment has told of them stays.

    Raises:
        KeysUnavailable: they cannot be sealed.
    """
    at, group = environment.created_at, environment.group_name
    if not keys_:
        return ()
    held = {each.key for each in await all_of(db, group, keys.of_environment(environment.id))}
    made = [
        _new(NewSecret(key=key, value=""), group, access, at=at, environment=environment)
        for key in keys_
        if key not in held
    ]
    if not made:
        return ()
    sealed = await seal(db, keyring, dict.fromkeys(map(place_of, made), b""), at=at)
    return (*(write for each in made for write in kept(None, each)), *sealed)


async def with_environment(db: Database, environment: Environment) -> tuple[Write, ...]:
    """Return the writes that remove the secrets of an environment, if its root has it alone."""
    group, id_ = environment.group_name, environment.id
    others = [each for each in await environments_of(db, group) if each.id == id_]
    if len(others) > 1:
        return ()
    held = await all_of(db, group, keys.of_environment(id_))
    return (
        *(write for each in held for write in removed(each)),
        *discarded(map(place_of, held)),
    )


async def _held(db: Database, things: Sequence[Root | Environment]) -> list[tuple[Secret, ...]]:
    if len(things) == 1:
        (thing,) = things
        return [await all_of(db, thing.group_name, _owner(thing))]
    of: defaultdict[tuple[GroupName, str], list[Secret]] = defaultdict(list)
    for group, kind in sorted({(thing.group_name, _kind(thing)) for thing in things}):
        for each in await all_of(db, group, kind):
            of[group, keys.owner(each)].append(each)
    return [tuple(of[thing.group_name, _owner(thing)]) for thing in things]


def _read(secrets: Sequence[Secret]) -> list[Changed]:
    by_group: defaultdict[GroupName, list[str]] = defaultdict(list)
    for each in secrets:
        by_group[each.group_name].append(name_of(each))
    return [
        Changed(kind="secret", operation=Operation.READ, ids=tuple(ids), group=group)
        for group, ids in by_group.items()
    ]


def _kind(on: Root | Environment) -> str:
    return keys.OF_ENVIRONMENTS if isinstance(on, Environment) else keys.OF_ROOTS


def _owner(on: Root | Environment) -> str:
    return keys.of_environment(on.id) if isinstance(on, Environment) else keys.of_root(on.id)


def _new(
    new: NewSecret,
    group: GroupName,
    access: Access,
    *,
    at: datetime,
    root: Root | None = None,
    environment: Environment | None = None,
) -> Secret:
    by = access.stakeholder.email
    return Secret(
        group_name=group,
        root_id=root.id if root else None,
        environment_id=environment.id if environment else None,
        key=new.key,
        description=new.description,
        created_by=by,
        created_at=at,
        modified_by=by,
        modified_at=at,
        version=milliseconds(at),
    )


async def _kept(
    db: Database, keyring: Keyring, wanted: Secret, new: NewSecret
) -> tuple[Write, ...]:
    held = await all_of(db, wanted.group_name, keys.owner(wanted))
    was = next((each for each in held if each.key == wanted.key), None)
    if was is None:
        check_room(held)
        now = wanted
    else:
        now = told_anew(was, new, by=wanted.modified_by, at=wanted.modified_at)
    sealed = await seal(db, keyring, {place_of(now): new.value.encode()}, at=now.modified_at)
    return (*kept(was, now), *sealed)


async def _removed(db: Database, group: GroupName, of: str, key: str) -> tuple[Write, ...]:
    was = await stored(db, group, of, key)
    if was is None:
        raise SecretNotFound
    return (*removed(was), *discarded([place_of(was)]))


async def _environment(db: Database, group: GroupName, id_: EnvironmentId) -> Environment:
    found = [each for each in await environments_of(db, group) if each.id == id_]
    if not found:
        raise EnvironmentNotFound
    return found[0]


async def _guards(db: Database, environment: Environment) -> Sequence[Write]:
    root = await stored_root(db, environment.group_name, environment.root_id)
    if root is None:
        raise EnvironmentNotFound
    check_settled(root)
    return environment_unchanged(environment), root_unchanged(root)


async def _settled(db: Database, root: Root) -> Write:
    """Return what lets a commit through while the root is as it stands, which no move copies."""
    found = await stored_root(db, root.group_name, root.id)
    if found is None:
        raise RootNotFound
    check_settled(found)
    return root_unchanged(found)
