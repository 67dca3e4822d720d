"""The keys of issuers: found by OpenID Connect Discovery 1.0, and remembered by the process."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from agents.errors import AssertionRefused, IssuerUnavailable
from fetches.errors import NotFetched
from fetches.fetch import Fetcher

_FRESH: Final = timedelta(minutes=15)
_STALE: Final = timedelta(hours=24)  # as long, an issuer that is away is believed
_AGAIN: Final = timedelta(minutes=1)  # before which nobody's unknown key has an issuer asked
_REMEMBERED: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    keys: Mapping[str, Mapping[str, Any]]
    at: datetime


@dataclass(frozen=True, slots=True)
class Issuers:
    """Whom the process has asked for keys; an issuer is asked at most once a minute."""

    fetcher: Fetcher
    _known: dict[str, _Known] = field(default_factory=dict)
    _asked: dict[str, datetime] = field(default_factory=dict)
    _locks: defaultdict[str, asyncio.Lock] = field(
        default_factory=lambda: defaultdict(asyncio.Lock)
    )

    async def key(self, issuer: str, id_: str, *, now: datetime) -> Mapping[str, Any]:
        """Return the key of ``issuer`` with this id, a JWK (RFC 7517).

        Raises:
            AssertionRefused: it has none.
            IssuerUnavailable: it does not answer, and has not for long.
        """
        async with self._locks[issuer]:
            known = self._known.get(issuer)
            is_fresh = known is not None and now - known.at < _FRESH
            if not (is_fresh and known is not None and id_ in known.keys):
                known = await self._anew(issuer, known, now=now)
        if known is None:
            raise IssuerUnavailable
        if id_ not in known.keys:
            raise AssertionRefused("its issuer has no such key")
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
            keys = await self._keys(issuer)
        except NotFetched:
            return usable
        found = _Known(keys=keys, at=now)
        self._known[issuer] = found
        return found

    async def _keys(self, issuer: str) -> Mapping[str, Mapping[str, Any]]:
        place = f"{issuer.rstrip('/')}/.well-known/openid-configuration"
        configuration = await self.fetcher.document(place)
        address = configuration.get("jwks_uri")
        if configuration.get("issuer") != issuer or not isinstance(address, str):
            raise NotFetched("It says that it is another issuer, or has no keys")
        keys = (await self.fetcher.document(address)).get("keys")
        if not isinstance(keys, list):
            raise NotFetched("It has no keys")
        return {
            key["kid"]: key
            for key in keys
            if isinstance(key, dict) and isinstance(key.get("kid"), str)
        }
