"""Issuers that people named, for the jobs of their CI, and what is remembered of their keys.

They are found by OpenID Connect Discovery 1.0 and asked as strangers are; ``directory`` knows
those of the settings, with whom people sign in.
"""

import asyncio
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from fetches.errors import NotFetched
from fetches.fetch import Fetcher
from issuers.errors import IssuerUnavailable, UnknownKey
from issuers.keys import Keys, SigningKey, keys_from

DISCOVERY: Final = "/.well-known/openid-configuration"
_FRESH: Final = timedelta(minutes=15)
_STALE: Final = timedelta(hours=24)  # as long, an issuer that is away is believed
_AGAIN: Final = timedelta(minutes=1)  # before which nobody's unknown key has an issuer asked
_REMEMBERED: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    keys: Keys
    at: datetime


@dataclass(frozen=True, slots=True)
class NamedIssuers:
    """Whom the process has asked for keys; an issuer is asked at most once a minute."""

    fetcher: Fetcher
    _known: dict[str, _Known] = field(default_factory=dict)
    _asked: dict[str, datetime] = field(default_factory=dict)
    _locks: defaultdict[str, asyncio.Lock] = field(
        default_factory=lambda: defaultdict(asyncio.Lock)
    )

    async def key(self, issuer: str, id_: str, *, now: datetime) -> SigningKey:
        """Return the key of ``issuer`` with this id.

        Raises:
            UnknownKey: it has none that can prove a signature.
            IssuerUnavailable: it does not answer, and has not for long.
        """
        async with self._locks[issuer]:
            known = self._known.get(issuer)
            is_fresh = known is not None and now - known.at < _FRESH
            if not (is_fresh and known is not None and id_ in known.keys):
                known = await self._anew(issuer, known, now=now)
        if known is None:
            raise IssuerUnavailable("it does not answer, and has not for long")
        if id_ not in known.keys:
            raise UnknownKey
        return known.keys[id_]

    async def _anew(self, issuer: str, known: _Known | None, *, now: datetime) -> _Known | None:
        """Return what ``issuer`` says now, or said within a day; ``None`` for nothing."""
        asked = self._asked.get(issuer)
        usable = known if known is not None and now - known.at < _STALE else None
        if asked is not None and now - asked < _AGAIN:
            return usable
        if len(self._asked) > _REMEMBERED:
            self._asked.clear()
            self._known.clear()
        self._asked[issuer] = now
        try:
            found = _Known(keys=await self._keys(issuer), at=now)
        except (NotFetched, IssuerUnavailable):
            return usable
        self._known[issuer] = found
        return found

    async def _keys(self, issuer: str) -> Keys:
        configuration = await self.fetcher.document(issuer.rstrip("/") + DISCOVERY)
        address = configuration.get("jwks_uri")
        if configuration.get("issuer") != issuer or not isinstance(address, str):
            raise IssuerUnavailable("it says that it is another issuer, or has no keys")
        return keys_from(await self.fetcher.document(address))
