"""Use cases of credentials."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from authz.access import Access, origin
from authz.errors import ActionDenied
from authz.grants import OrganizationGrant, require
from authz.policy import Action
from credentials.errors import CredentialsExist, CredentialsNotFound
from credentials.rules import changed, credentials_from, place_of
from credentials.types import NewCredentials
from db_model.codec import decode_body, encode
from db_model.commit import attempted, commit, tell_read
from db_model.context import Changed, Operation
from db_model.credentials.add import added
from db_model.credentials.get import credentials as stored
from db_model.credentials.get import is_named, of_organization, owned_by, several
from db_model.credentials.remove import removed
from db_model.credentials.types import Credentials
from db_model.credentials.update import updated
from db_model.groups.types import Group
from db_model.roots.get import of_group as roots_of
from db_model.roots.types import GitRoot
from db_model.types import CredentialsId, Email, OrganizationId
from envelopes.keyring import Keyring
from envelopes.seal import discarded, seal, unseal
from repositories.types import Login
from stakeholders.domain import Handover, handover_told
from store.types import Database, Write

_TOLD_AT_ONCE: Final = 1_000


async def add_credentials(
    db: Database,
    keyring: Keyring,
    grant: OrganizationGrant,
    new: NewCredentials,
    *,
    id_: CredentialsId,
    at: datetime,
) -> Credentials:
    """Keep credentials that the caller owns in the granted organization; one commit.

    Raises:
        CredentialsExist: others of the organization bear the name.
        KeysUnavailable: they cannot be sealed.
        AppError: a value is refused, as in ``credentials_from``.
    """
    require(grant, Action.ADD_CREDENTIALS)
    by = grant.access.stakeholder.email
    made, login = credentials_from(new, grant.on.id, id_=id_, by=by, at=at)

    async def attempt() -> Credentials:
        writes = await kept(db, keyring, made, login)
        await commit(db, writes, origin(grant.access, at=at))
        return made

    return await attempted(attempt)


async def update_credentials(
    db: Database,
    keyring: Keyring,
    grant: OrganizationGrant,
    asked: NewCredentials,
    *,
    id_: CredentialsId,
    at: datetime,
) -> Credentials:
    """Have credentials of the granted organization as they are asked to be; one commit at most.

    Where they have another owner by that, who is to know it is told by mail.

    Raises:
        CredentialsNotFound: it has none of this id.
        CredentialsExist: others of the organization bear the name.
        KeysUnavailable: they cannot be sealed.
        AppError: a value is refused, as in ``changed``.
    """
    require(grant, Action.UPDATE_CREDENTIALS)

    async def attempt() -> Credentials:
        was = await found(db, grant.on.id, id_)
        now, login = changed(was, asked, by=grant.access.stakeholder.email, at=at)
        if now == was:
            return was
        if now.name != was.name and await is_named(db, grant.on.id, now.name):
            raise CredentialsExist
        sealed = () if login is None else await _sealed(db, keyring, now, login)
        told: tuple[Write, ...] = ()
        if now.owner != was.owner:
            handover = Handover(credentials=[was], to=now.owner, by=now.owner)
            told = await handover_told(db, handover, at=at)
        await commit(db, (*updated(was, now), *sealed, *told), origin(grant.access, at=at))
        return now

    return await attempted(attempt)


async def remove_credentials(
    db: Database, grant: OrganizationGrant, *, id_: CredentialsId, at: datetime
) -> None:
    """Remove credentials of the granted organization; one commit.

    Roots that name them have none from then on: an id is never used again.

    Raises:
        CredentialsNotFound: it has none of this id.
    """
    require(grant, Action.REMOVE_CREDENTIALS)

    async def attempt() -> None:
        was = await found(db, grant.on.id, id_)
        writes = (*removed(was), *discarded([place_of(was)]))
        await commit(db, writes, origin(grant.access, at=at))

    await attempted(attempt)


async def logins_of(
    db: Database,
    keyring: Keyring,
    access: Access,
    credentials: Sequence[Credentials],
    *,
    at: datetime,
) -> list[Login | None]:
    """Return the secret of each of ``credentials``; none of those that were removed meanwhile.

    That they were read is in the audit trail before anything is returned.  Of however many, it is
    a commit a thousand, a get a hundred, and one a tenant.

    Raises:
        ActionDenied: as ``check_reader``, for one of them.
        KeysUnavailable: they cannot be opened.
    """
    for each in credentials:
        check_reader(access, each)
    for first in range(0, len(credentials), _TOLD_AT_ONCE):
        some = credentials[first : first + _TOLD_AT_ONCE]
        await tell_read(db, _read(some), origin(access, at=at))
    values = await unseal(db, keyring, [place_of(each) for each in credentials])
    return [None if value is None else _login(value) for value in values]


def check_reader(access: Access, credentials: Credentials) -> None:
    """Check that the caller may read the secret of ``credentials``: no token with scopes does.

    Raises:
        ActionDenied: it is neither their owner nor an administrator.
    """
    is_theirs = access.stakeholder.email == credentials.owner or access.is_admin
    if not is_theirs or access.principal.reach is not None:
        raise ActionDenied


def _read(credentials: Sequence[Credentials]) -> list[Changed]:
    ids: defaultdict[OrganizationId, list[str]] = defaultdict(list)
    for each in credentials:
        ids[each.organization_id].append(each.id)
    return [
        Changed(kind="credentials", operation=Operation.READ, ids=tuple(of), organization_id=id_)
        for id_, of in ids.items()
    ]


def _login(plain: bytes) -> Login:
    return decode_body(Login, plain, of="credentials")


async def own_credentials(db: Database, access: Access) -> tuple[Credentials, ...]:
    """Return what the caller owns, by name, of the organizations that it may see: one query."""
    found = await owned_by(db, access.stakeholder.email)
    seen = [
        each
        for each in found
        if Action.READ_ORGANIZATION in access.organization_actions(each.organization_id)
    ]
    return tuple(sorted(seen, key=lambda each: (each.name, each.id)))


async def credentials_of_group(db: Database, group: Group) -> tuple[Credentials, ...]:
    """Return by which credentials the roots of ``group`` are reached, by name.

    One query a thousand roots, and a get a hundred credentials.
    """
    used = {
        each.state.credentials_id
        for each in await roots_of(db, group.name)
        if isinstance(each, GitRoot) and each.state.credentials_id is not None
    }
    found = await several(db, group.organization_id, sorted(used)) if used else ()
    return tuple(sorted(found, key=lambda each: (each.name, each.id)))


async def opened(db: Database, keyring: Keyring, credentials: Credentials) -> Login:
    """Return the secret of ``credentials`` for the service itself; it is shown to nobody.

    Raises:
        CredentialsNotFound: they were removed meanwhile.
        KeysUnavailable: it cannot be opened.
    """
    (plain,) = await unseal(db, keyring, [place_of(credentials)])
    if plain is None:
        raise CredentialsNotFound
    return _login(plain)


async def found(db: Database, organization: OrganizationId, id_: CredentialsId) -> Credentials:
    """Return credentials of an organization.

    Raises:
        CredentialsNotFound: it has none of this id.
    """
    held = await stored(db, organization, id_)
    if held is None:
        raise CredentialsNotFound
    return held


async def kept(
    db: Database, keyring: Keyring, made: Credentials, login: Login
) -> tuple[Write, ...]:
    """Return the writes that keep new credentials with their secret.

    Raises:
        CredentialsExist: others of the organization bear the name.
        KeysUnavailable: they cannot be sealed.
    """
    if await is_named(db, made.organization_id, made.name):
        raise CredentialsExist
    return (*added(made), *await _sealed(db, keyring, made, login))


async def owned(db: Database, id_: OrganizationId, email: Email) -> tuple[Credentials, ...]:
    """Return the credentials of an organization that a person owns: one query a thousand."""
    return tuple(each for each in await of_organization(db, id_) if each.owner == email)


async def _sealed(
    db: Database, keyring: Keyring, credentials: Credentials, login: Login
) -> tuple[Write, ...]:
    values = {place_of(credentials): encode(login)}
    return await seal(db, keyring, values, at=credentials.modified_at)
