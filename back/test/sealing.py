"""Credentials and secrets that are put there directly, sealed as the service seals them."""

from collections.abc import Sequence

from credentials.domain import kept as credentials_kept
from credentials.rules import credentials_from
from credentials.types import NewCredentials
from db_model.commit import commit
from db_model.context import Origin
from db_model.credentials.types import CredentialsType
from db_model.environments.types import Environment
from db_model.roots.types import Root
from db_model.secrets.types import Secret
from db_model.secrets.update import kept
from db_model.types import CredentialsId, Email
from envelopes.seal import seal
from kit.time import milliseconds
from people import BUILDER, Tenant
from roots.rules.secrets import place_of
from store.requests import RequestStore
from world import START, World

_A_COMMIT = 40


async def put_secrets(world: World, things: Sequence[Root | Environment], *, each: int) -> None:
    """Put as many secrets there of each root and environment, all of one group."""
    secrets = [_secret(thing, f"KEY{number:02d}") for thing in things for number in range(each)]
    for first in range(0, len(secrets), _A_COMMIT):
        some = secrets[first : first + _A_COMMIT]
        db = RequestStore(world.service.engines.store)
        values = {place_of(secret): b"value" for secret in some}
        sealed = await seal(db, world.service.engines.keyring, values, at=START)
        writes = (*(write for secret in some for write in kept(None, secret)), *sealed)
        await commit(db, writes, Origin(principal=BUILDER, at=START))


async def put_credentials(world: World, tenant: Tenant, owner: Email, number: int) -> str:
    """Put as many credentials of a tenant there; return the id of the first."""
    for place in range(number):
        new = NewCredentials(name=f"name {place}", type=CredentialsType.HTTPS, token="t")
        made, login = credentials_from(
            new,
            tenant.organization.id,
            id_=CredentialsId(f"credentials-{place}"),
            by=owner,
            at=START,
        )
        db = RequestStore(world.service.engines.store)
        writes = await credentials_kept(db, world.service.engines.keyring, made, login)
        await commit(db, writes, Origin(principal=BUILDER, at=START))
    return "credentials-0"


def _secret(thing: Root | Environment, key: str) -> Secret:
    return Secret(
        group_name=thing.group_name,
        root_id=None if isinstance(thing, Environment) else thing.id,
        environment_id=thing.id if isinstance(thing, Environment) else None,
        key=key,
        created_by=BUILDER,
        created_at=START,
        modified_by=BUILDER,
        modified_at=START,
        version=milliseconds(START),
    )
