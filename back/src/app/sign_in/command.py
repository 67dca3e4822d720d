"""The commands that make sign-in links, where nothing else lets one in, and unlink identities."""

import argparse
import sys
from datetime import datetime

from app.engines import open_engines
from app.serve import STOPPED
from identities.domain import unlink
from installation.domain import sign_in_link_for
from kit.time import now
from settings import Settings
from store.requests import RequestStore
from store.types import Store


async def sign_in_link(settings: Settings, given: argparse.Namespace) -> int:
    """Make a link that signs a person in once, who is added if need be; print it."""
    async with open_engines(settings, clock=now) as engines:
        link = await new_link(engines.store, given.email, settings.public_origin, at=now())
    sys.stdout.write(f"{link}\n")
    return STOPPED


async def new_link(store: Store, email: str, origin: str, *, at: datetime) -> str:
    """Return a new sign-in link of a person to the service at ``origin``."""
    secret = await sign_in_link_for(RequestStore(store), email, at=at)
    return f"{origin}/sign-in-link?secret={secret}"


async def unlink_person(settings: Settings, given: argparse.Namespace) -> int:
    """Unlink the identities of a person and end all sessions; say how many there were."""
    async with open_engines(settings, clock=now) as engines:
        many = await unlink(RequestStore(engines.store), given.email, at=now())
    sys.stdout.write(f"Identities unlinked: {many}. All sessions have ended.\n")
    return STOPPED
