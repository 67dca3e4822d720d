"""The commands on the keys that secrets are sealed with."""

import argparse
import sys
from collections import Counter

from app.engines import open_engines
from app.errors import UnknownTenant
from app.serve import STOPPED
from envelopes.rotate import rewrap as rewrap_key
from envelopes.rotate import rotate as rotate_key
from envelopes.survey import Use, keys, uses
from envelopes.types import KekId
from kit.time import now
from settings import Settings


async def status(settings: Settings, _: argparse.Namespace) -> int:
    """Print every data key with what wraps it, and how many secrets it has sealed."""
    async with open_engines(settings, clock=now) as engines:
        current = await engines.keyring.current()
        wrapped: Counter[KekId] = Counter()
        waiting = 0
        async for use in uses(engines.store):
            sys.stdout.write(_line(use))
            wrapped[use.key.wrapped.kek] += 1
            waiting += use.secrets if use.key.retired_at else 0
    names = sorted({*wrapped, *((current,) if current else ())})
    for name in names:
        mark = "current" if name == current else "old"
        sys.stdout.write(f"{mark}\t{name}\twraps {wrapped[name]} data keys\n")
    old = wrapped.total() - wrapped[current or KekId("")]
    sys.stdout.write(
        f"{waiting} secrets are sealed with a retired key; "
        f"{old} data keys are wrapped with an old one.\n"
    )
    return STOPPED


async def rotate(settings: Settings, given: argparse.Namespace) -> int:
    """Make new data keys; the service seals anew what the old ones have sealed."""
    async with open_engines(settings, clock=now) as engines:
        known = {key.tenant: key async for key in keys(engines.store)}
        chosen = [each for each in known if given.tenant in (None, each, each.partition("#")[2])]
        if given.tenant is not None and not chosen:
            raise UnknownTenant
        for tenant in chosen:
            await rotate_key(engines.store, engines.keyring, tenant, at=now())
    sys.stdout.write(
        f"Made {len(chosen)} data keys; a running service seals with them what is sealed already.\n"
    )
    return STOPPED


async def rewrap(settings: Settings, _: argparse.Namespace) -> int:
    """Wrap all data keys with the current key-encryption key; no secret is touched."""
    count = 0
    async with open_engines(settings, clock=now) as engines:
        async for key in keys(engines.store):
            count += await rewrap_key(engines.store, engines.keyring, key, at=now())
    sys.stdout.write(f"Wrapped {count} data keys anew.\n")
    return STOPPED


def _line(use: Use) -> str:
    key = use.key
    state = "retired" if key.retired_at else "current"
    made = key.made_at.isoformat(" ", "seconds")
    return f"{key.tenant}\t{key.id}\t{made}\t{key.wrapped.kek}\t{state}\t{use.secrets} secrets\n"
