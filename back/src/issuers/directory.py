"""The issuers of the settings, and what is remembered of them while the process runs."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

import httpx

from issuers.claims import access_token_of, completed
from issuers.errors import IssuerUnavailable, NotBelieved, UnknownKey
from issuers.fetch import SECONDS, get_object, open_client, post_form
from issuers.keys import Keys, keys_from
from issuers.named import DISCOVERY
from issuers.protocol import asserted, begun, metadata_from, token_request
from issuers.types import Asserted, Begun, Metadata
from settings import Issuer

KEPT: Final = timedelta(hours=1)  # after that, what an issuer withdrew is believed no more
ASKED_AGAIN: Final = timedelta(minutes=1)  # at the earliest, for a key that is not known
# As long as all are told at once that it is down, so that no crowd waits for it in turn.
LEFT_ALONE: Final = timedelta(seconds=5)


@dataclass(slots=True)
class _Known:
    """What is remembered of one issuer, and since when."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    metadata: tuple[datetime, Metadata] | None = None
    keys: tuple[datetime, Keys] | None = None
    failed: tuple[datetime, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Directory:
    """The issuers by name; each is asked only when somebody signs in with it.

    One that is down is no matter to whoever is signed in already.
    """

    issuers: Mapping[str, Issuer]
    client: httpx.AsyncClient
    _known: dict[str, _Known] = field(default_factory=dict)

    async def begin(self, name: str, *, redirect_uri: str, at: datetime) -> Begun:
        """Return a new sign-in with the issuer of this name.

        Raises:
            IssuerUnavailable: it cannot be asked how it is done.
        """
        issuer = self.issuers[name]
        return begun(issuer, await self._metadata(issuer, at=at), redirect_uri=redirect_uri)

    async def check_sender(self, name: str, sender: str | None, *, at: datetime) -> None:
        """Check that an answer is by the issuer of this name: RFC 9207, section 2.4.

        Raises:
            NotBelieved: it names another, or none where this one always does.
            IssuerUnavailable: it cannot be asked whether it does.
        """
        issuer = self.issuers[name]
        if sender is not None:
            if sender != issuer.issuer:
                raise NotBelieved("the answer names another issuer")
        elif len(self.issuers) > 1 and (await self._metadata(issuer, at=at)).names_itself:
            raise NotBelieved("the answer names no issuer")

    async def exchange(
        self, name: str, *, code: str, begun: Begun, redirect_uri: str, at: datetime
    ) -> Asserted:
        """Return whom the issuer says that the holder of ``code`` is.

        Where the ID token has no e-mail, the userinfo endpoint is asked for it.

        Raises:
            NotBelieved: the code is refused, or what it gives proves nothing.
            IssuerUnavailable: the issuer does not answer as it should.
        """
        issuer = self.issuers[name]
        metadata = await self._metadata(issuer, at=at)
        headers, body = token_request(
            issuer, metadata, code=code, verifier=begun.verifier, redirect_uri=redirect_uri
        )
        status, tokens = await post_form(
            self.client, metadata.token_endpoint, headers=headers, body=body
        )
        if status >= 500:  # noqa: PLR2004 - a fault of the issuer's own
            raise IssuerUnavailable(f"it answered {status}")
        if status != 200 or "error" in tokens:  # noqa: PLR2004 - RFC 6749, section 5
            raise NotBelieved("the issuer refuses the code")
        told = await self._asserted(issuer, metadata, tokens, nonce=begun.nonce, at=at)
        if told.email is not None or metadata.userinfo_endpoint is None:
            return told
        bearer = {"authorization": f"Bearer {access_token_of(tokens)}"}
        userinfo = await get_object(self.client, metadata.userinfo_endpoint, headers=bearer)
        return completed(issuer, told, userinfo)

    async def _asserted(
        self,
        issuer: Issuer,
        metadata: Metadata,
        tokens: Mapping[str, Any],
        *,
        nonce: str,
        at: datetime,
    ) -> Asserted:
        keys = await self._keys(issuer, metadata, older_than=KEPT, at=at)
        try:
            return asserted(issuer, metadata, keys, tokens, nonce=nonce, at=at)
        except UnknownKey:
            keys = await self._keys(issuer, metadata, older_than=ASKED_AGAIN, at=at)
            return asserted(issuer, metadata, keys, tokens, nonce=nonce, at=at)

    async def _metadata(self, issuer: Issuer, *, at: datetime) -> Metadata:
        known = self._known.setdefault(issuer.name, _Known())
        async with known.lock:
            if known.metadata is None or at - known.metadata[0] >= KEPT:
                document = await self._got(known, issuer.issuer.rstrip("/") + DISCOVERY, at=at)
                known.metadata = (at, metadata_from(issuer, document))
            return known.metadata[1]

    async def _keys(
        self, issuer: Issuer, metadata: Metadata, *, older_than: timedelta, at: datetime
    ) -> Keys:
        """Return the keys of an issuer, asked for anew if those at hand are ``older_than``."""
        known = self._known.setdefault(issuer.name, _Known())
        async with known.lock:
            if known.keys is None or at - known.keys[0] >= older_than:
                known.keys = (at, keys_from(await self._got(known, metadata.jwks_uri, at=at)))
            return known.keys[1]

    async def _got(self, known: _Known, url: str, *, at: datetime) -> dict[str, Any]:
        if known.failed is not None and at - known.failed[0] < LEFT_ALONE:
            raise IssuerUnavailable(known.failed[1])
        try:
            return await get_object(self.client, url)
        except IssuerUnavailable as fault:
            known.failed = (at, fault.why)
            raise


@asynccontextmanager
async def open_directory(
    issuers: Sequence[Issuer], *, seconds: float = SECONDS
) -> AsyncIterator[Directory]:
    """Give what knows ``issuers``, without asking any; ``seconds`` bound each answer."""
    async with open_client(seconds=seconds) as client:
        yield Directory(issuers={issuer.name: issuer for issuer in issuers}, client=client)
