"""The secret of credentials: read once a request, whichever parts of it are asked for."""

import asyncio

from api.context import Info
from api.resolvers.credentials.schema import CREDENTIALS
from credentials.domain import login_of
from db_model.credentials.types import Credentials
from repositories.types import Login


async def _login(credentials: Credentials, info: Info) -> Login:
    context = info.context
    asked = context.seen.logins.get(credentials.id)
    if asked is None:
        reading = login_of(context.db, context.keyring, context.caller, credentials, at=context.now)
        asked = context.seen.logins[credentials.id] = asyncio.ensure_future(reading)
    return await asked


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
