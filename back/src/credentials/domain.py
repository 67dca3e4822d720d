"""Use cases of credentials."""

from datetime import datetime

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
from db_model.credentials.get import is_named, of_organization
from db_model.credentials.remove import removed
from db_model.credentials.types import Credentials
from db_model.credentials.update import updated
from db_model.types import CredentialsId, Email, OrganizationId
from envelopes.keyring import Keyring
from envelopes.seal import discarded, seal, unseal
from repositories.types import Login
from stakeholders.domain import Handover, handover_told
from store.types import Database, Write


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


async def login_of(
    db: Database, keyring: Keyring, access: Access, credentials: Credentials, *, at: datetime
) -> Login:
    """Return the secret of ``credentials`` for their owner, or an administrator.

    That it was read is in the audit trail before anything is returned.

    Raises:
        ActionDenied: the caller is neither.
        KeysUnavailable: it cannot be opened.
    """
    if access.stakeholder.email != credentials.owner and not access.is_admin:
        raise ActionDenied
    read = Changed(
        kind="credentials",
        operation=Operation.READ,
        ids=(credentials.id,),
        organization_id=credentials.organization_id,
    )
    await tell_read(db, [read], origin(access, at=at))
    return await opened(db, keyring, credentials)


async def opened(db: Database, keyring: Keyring, credentials: Credentials) -> Login:
    """Return the secret of ``credentials`` for the service itself; it is shown to nobody.

    Raises:
        CredentialsNotFound: they were removed meanwhile.
        KeysUnavailable: it cannot be opened.
    """
    (plain,) = await unseal(db, keyring, [place_of(credentials)])
    if plain is None:
        raise CredentialsNotFound
    return decode_body(Login, plain, of="credentials")


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
