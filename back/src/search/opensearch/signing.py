"""Requests signed as Amazon OpenSearch Service wants them: Signature Version 4.

The credentials are those of the environment, as for any AWS client: variables, files, the role of
the machine or container.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Final, TypeAlias

from botocore.credentials import Credentials
from botocore.exceptions import BotoCoreError
from botocore.session import Session
from opensearchpy import AWSV4SignerAsyncAuth

from search.errors import NoCredentials, SearchUnavailable

# The client calls it with a request, for the headers to send in place of the request's.
Sign: TypeAlias = Callable[..., dict[str, str]]

_SERVICE: Final = "es"
# Temporary ones may be asked for anew from a quarter of an hour before their end.
_FRESHENED_EVERY_S: Final = 60


@asynccontextmanager
async def signer(region: str) -> AsyncIterator[Sign]:
    """Give what signs requests to a domain in ``region``.

    Raises:
        NoCredentials: the environment has none.
    """
    credentials = await asyncio.to_thread(_found)
    auth = AWSV4SignerAsyncAuth(credentials, region, _SERVICE)

    def sign(method: str, url: str, body: bytes | None, headers: dict[str, str]) -> dict[str, str]:
        try:
            return dict(auth(method=method, url=url, body=body, headers=headers))
        except BotoCoreError as fault:
            raise SearchUnavailable from fault

    freshening = asyncio.create_task(_freshened(credentials))
    try:
        yield sign
    finally:
        freshening.cancel()
        await asyncio.wait([freshening])


def _found() -> Credentials:
    try:
        credentials = Session().get_credentials()
    except BotoCoreError as fault:
        raise NoCredentials from fault
    if credentials is None:
        raise NoCredentials
    return credentials


async def _freshened(credentials: Credentials) -> None:
    """Ask for new ones in a thread, in time: else the loop does it, and serves nobody meanwhile."""
    while True:
        await asyncio.sleep(_FRESHENED_EVERY_S)  # noqa: TID251 - nothing tells when
        try:
            await asyncio.to_thread(credentials.get_frozen_credentials)
        except BotoCoreError:
            continue  # those that there are may be good for some more minutes
