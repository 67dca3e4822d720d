"""What a first start in development makes and prints: names, and a token that works."""

import os
from datetime import datetime
from pathlib import Path
from typing import Final

from authz.access import access_by_token
from authz.errors import LoginRequired
from authz.tokens import digest_of
from installation.domain import bootstrap, is_bootstrapped, token_for
from installation.types import FirstThings
from store.requests import RequestStore
from store.types import Store

FIRST: Final = FirstThings(email="admin@example.com", organization="example", group="demogroup")


async def development_token(store: Store, state_dir: Path, *, at: datetime) -> str:
    """Return a token of the administrator that stands, from the last start or a new one.

    The first start makes what ``FIRST`` names.  The text is kept in ``token`` under
    ``state_dir``, readable by its owner only.
    """
    file = state_dir / "token"
    db = RequestStore(store)
    if not await is_bootstrapped(db):
        return _kept(file, await bootstrap(db, FIRST, at=at))
    text = file.read_text().strip() if file.exists() else ""
    if await _stands(db, text, at=at):
        return text
    return _kept(file, await token_for(db, FIRST.email, at=at))


async def _stands(db: RequestStore, text: str, *, at: datetime) -> bool:
    digest = digest_of(text)
    if digest is None:
        return False
    try:
        await access_by_token(db, digest, address=None, now=at)
    except LoginRequired:
        return False
    return True


def _kept(file: Path, text: str) -> str:
    file.unlink(missing_ok=True)
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as kept:
        kept.write(f"{text}\n")
    return text
