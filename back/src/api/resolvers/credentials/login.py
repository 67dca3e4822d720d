"""The secrets of credentials: of all that a request asks for, read and told at once."""

from aiodataloader import DataLoader

from api.context import Context, Info, LoginsLoader
from api.resolvers.credentials.schema import CREDENTIALS
from credentials.domain import check_reader, logins_of
from credentials.errors import CredentialsNotFound
from db_model.credentials.types import Credentials
from repositories.types import Login


async def _login(credentials: Credentials, info: Info) -> Login:
    context = info.context
    check_reader(context.caller, credentials)
    if context.seen.logins is None:
        context.seen.logins = _loader(context)
    found = await context.seen.logins.load(credentials)
    if found is None:
        raise CredentialsNotFound
    return found


def _loader(context: Context) -> LoginsLoader:
    async def load(credentials: list[Credentials]) -> list[Login | None]:
        db, keyring = context.db, context.keyring
        return await logins_of(db, keyring, context.caller, credentials, at=context.now)

    return DataLoader(load)


@CREDENTIALS.field("key")
async def key(credentials: Credentials, info: Info) -> str | None:
    return (await _login(credentials, info)).key


@CREDENTIALS.field("password")
async def password(credentials: Credentials, info: Info) -> str | None:
    return (await _login(credentials, info)).password


@CREDENTIALS.field("token")
async def token(credentials: Credentials, info: Info) -> str | None:
    return (await _login(credentials, info)).token


@CREDENTIALS.field("user")
async def user(credentials: Credentials, info: Info) -> str | None:
    return (await _login(credentials, info)).user
