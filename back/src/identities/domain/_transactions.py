"""Sign-ins that were begun: bound to a browser, good once, and not for long."""

import hashlib
import hmac
import re
import secrets
from datetime import datetime, timedelta
from typing import Final

from db_model.sign_ins.add import added
from db_model.sign_ins.get import sign_in
from db_model.sign_ins.remove import removed
from db_model.sign_ins.types import SignIn
from identities.errors import SignInExpired
from issuers.types import Begun
from kit.time import milliseconds
from store.types import Cancelled, Database

LIFE: Final = timedelta(minutes=10)
_BYTES: Final = 32
_TEXT: Final = re.compile(r"[A-Za-z0-9_-]{43}")


async def begin(
    db: Database, issuer: str, begun: Begun, *, landing: str | None, at: datetime
) -> str:
    """Remember a sign-in that a browser begins; return what its cookie is to hold: one commit.

    256 random bits allow a plain hash at rest.
    """
    text = secrets.token_urlsafe(_BYTES)
    await db.commit(
        [
            added(
                SignIn(
                    digest=_digest(text),
                    issuer=issuer,
                    state=begun.state,
                    nonce=begun.nonce,
                    verifier=begun.verifier,
                    landing=landing,
                    expires_at=at + LIFE,
                    version=milliseconds(at),
                )
            )
        ]
    )
    return text


async def finish(
    db: Database, issuer: str, *, text: str, state: str | None, at: datetime
) -> SignIn:
    """Return the sign-in that this browser began with ``issuer``, which is over with that.

    An answer without its ``state`` is nobody's: it neither ends nor uses the sign-in.  A strong
    get and a commit; of several answers at once one is taken.

    Raises:
        SignInExpired: there is none, or no more, or the answer is to another one.
    """
    begun = await sign_in(db, _digest(text)) if _TEXT.fullmatch(text) else None
    if begun is None or state is None or begun.issuer != issuer or begun.expires_at <= at:
        raise SignInExpired
    if not hmac.compare_digest(begun.state.encode(), state.encode()):
        raise SignInExpired
    if isinstance(await db.commit([removed(begun)]), Cancelled):
        raise SignInExpired
    return begun


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
