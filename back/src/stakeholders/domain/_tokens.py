"""API tokens: what scripts sign in with."""

from datetime import datetime

from authz.access import Access, origin
from authz.tokens import TokenKind, digest_of, new_token
from db_model.api_tokens.add import added
from db_model.api_tokens.get import uses
from db_model.api_tokens.remove import removed
from db_model.api_tokens.types import ApiToken, TokenUse
from db_model.api_tokens.update import used
from db_model.commit import attempted, commit
from db_model.stakeholders.update import touched
from db_model.types import Email, TokenId
from kit.time import milliseconds
from stakeholders.domain._members import fresh
from stakeholders.errors import TokenNotFound
from stakeholders.rules import (
    USE_RECORDED_EVERY,
    check_room,
    expiry_from,
    standing,
    token_name_from,
)
from store.types import Database, Write


def token_made(
    email: Email, *, id_: TokenId, name: str, issued_at: datetime, expires_at: datetime
) -> tuple[str, ApiToken]:
    """Return a new token's text, which is shown once and kept nowhere, and its record."""
    text = new_token(TokenKind.USER)
    digest = digest_of(text)
    assert digest is not None, "a new token is one of ours"
    return text, ApiToken(
        id=id_,
        email=email,
        name=name,
        digest=digest,
        issued_at=issued_at,
        expires_at=expires_at,
        version=milliseconds(issued_at),
    )


async def add_token(
    db: Database, access: Access, *, id_: TokenId, name: str, expires: int, at: datetime
) -> str:
    """Add a token that acts as the caller until ``expires``, in epoch seconds; return its text.

    Tokens that have expired give way.  One commit, guarded by the caller's own record, so that
    two requests at once cannot pass the limit together.

    Raises:
        TooManyTokens: the caller has two that stand.
        AppError: the name or the expiry is refused.
    """
    expires_at = expiry_from(expires, now=at)
    name = token_name_from(name)
    text, token = token_made(
        access.stakeholder.email, id_=id_, name=name, issued_at=at, expires_at=expires_at
    )

    async def attempt() -> str:
        current = await fresh(db, access)
        check_room(current.tokens, now=at)
        expired = set(current.tokens) - set(standing(current.tokens, now=at))
        fence = touched(current.stakeholder, at=at)
        gone: list[Write] = [write for old in expired for write in removed(old)]
        await commit(db, (*added(token), *gone, fence), origin(access, at=at))
        return text

    return await attempted(attempt)


async def invalidate_token(
    db: Database, access: Access, *, id_: TokenId | None, at: datetime
) -> None:
    """Revoke a token of the caller's, or all of them; effective on the next request.

    Raises:
        TokenNotFound: the caller has none with this id.
    """

    async def attempt() -> None:
        current = await fresh(db, access)
        chosen = [token for token in current.tokens if id_ in (None, token.id)]
        if not chosen:
            if id_ is None:
                return
            raise TokenNotFound
        writes = [write for token in chosen for write in removed(token)]
        await commit(db, writes, origin(access, at=at))

    await attempted(attempt)


async def record_use(db: Database, access: Access, *, at: datetime) -> None:
    """Remember that the caller's token was used, at most once a minute."""
    id_ = access.principal.token_id
    if id_ is None:
        return
    (last,) = await uses(db, [id_])
    if last is not None and at - last.at < USE_RECORDED_EVERY:
        return
    use = TokenUse(at=at, address=access.principal.address, version=milliseconds(at))
    await db.commit([used(id_, use)])
