"""API tokens: what scripts sign in with."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Final

from authz.access import Access, origin
from authz.errors import ActionDenied
from authz.grants import on_group, on_organization
from authz.policy import Action
from authz.tokens import TokenKind, digest_of, new_token
from db_model.api_tokens.add import added
from db_model.api_tokens.get import uses
from db_model.api_tokens.remove import removed
from db_model.api_tokens.types import ApiToken, Reach, TokenUse
from db_model.api_tokens.update import changed, used
from db_model.commit import attempted, commit
from db_model.stakeholders.update import touched
from db_model.types import Email, TokenId
from kit.time import milliseconds
from stakeholders.domain._members import fresh
from stakeholders.domain._watches import unwatched, watched
from stakeholders.errors import TokenNotFound
from stakeholders.rules.members import is_service_account
from stakeholders.rules.tokens import (
    USE_RECORDED_EVERY,
    check_overlaps,
    check_room,
    expiry_from,
    overlap_from,
    reach_from,
    retired,
    standing,
    token_name_from,
)
from stakeholders.types import Made, NewToken
from store.types import Database, Write

_ONLY: Final = "Token"  # what the one that takes the place of all others is called


def token_made(
    email: Email,
    *,
    id_: TokenId,
    name: str,
    issued_at: datetime,
    expires_at: datetime,
    kind: TokenKind = TokenKind.USER,
) -> tuple[str, ApiToken]:
    """Return a new token's text, which is shown once and kept nowhere, and its record."""
    text = new_token(kind)
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


async def add_token(db: Database, access: Access, new: NewToken, *, at: datetime) -> Made:
    """Add a token that acts as the caller, as far as it is held to no less.

    Tokens that have expired give way.  One commit, guarded by the caller's own record, so that
    two requests at once cannot pass the limit together.

    Raises:
        TooManyTokens: the caller has two that stand.
        ActionDenied: the caller is no person, or does not reach what the token is held to.
        AppError: the name, the expiry or the scopes are refused.
    """
    name, expires_at = token_name_from(new.name), expiry_from(new.expires, now=at)
    reach = reach_from(new.reach)
    await _check_reached(db, access, reach)
    text, token = token_made(
        access.stakeholder.email, id_=new.id, name=name, issued_at=at, expires_at=expires_at
    )

    def room(tokens: tuple[ApiToken, ...]) -> list[Write]:
        check_room(tokens, now=at)
        return _gone(set(tokens) - set(standing(tokens, now=at)))

    return await _placed(db, access, Made(text=text, token=replace(token, reach=reach)), room)


async def replace_tokens(
    db: Database, access: Access, *, id_: TokenId, expires: int, at: datetime
) -> Made:
    """Add a token that acts as the caller until ``expires``, in place of all others; one commit.

    Raises:
        ActionDenied: the caller is no person.
        InvalidExpirationTime: as ``expiry_from``.
    """
    expires_at = expiry_from(expires, now=at)
    text, token = token_made(
        access.stakeholder.email, id_=id_, name=_ONLY, issued_at=at, expires_at=expires_at
    )
    return await _placed(db, access, Made(text=text, token=token), lambda old: _gone(set(old)))


async def rotate_token(
    db: Database, access: Access, old: TokenId, *, id_: TokenId, overlap: int, at: datetime
) -> Made:
    """Replace a token of the caller's by one as strong that lives as long; one commit.

    The old one works for ``overlap`` seconds more, 0 to 7 days, so that whoever uses it can be
    told the new one.

    Raises:
        TokenNotFound: the caller has none with this id that stands.
        TokenReplaced: it was replaced before.
        TooManyTokens: two that were replaced still work.
        InvalidOverlap: as ``overlap_from``.
        ActionDenied: the caller is no person.
    """
    length = overlap_from(overlap)
    was = next((each for each in standing(access.tokens, now=at) if each.id == old), None)
    if was is None:
        raise TokenNotFound
    text, token = token_made(
        was.email,
        id_=id_,
        name=was.name,
        issued_at=at,
        expires_at=at + (was.expires_at - was.issued_at),
    )

    def room(tokens: tuple[ApiToken, ...]) -> list[Write]:
        current = next((each for each in tokens if each.id == old), None)
        if current is None:
            raise TokenNotFound
        check_overlaps(tokens, now=at)
        ending = retired(current, overlap=length, now=at)
        expired = _gone(set(tokens) - set(standing(tokens, now=at)))
        return [*expired, *([changed(current, ending)] if overlap else _gone({current}))]

    return await _placed(db, access, Made(text=text, token=replace(token, reach=was.reach)), room)


async def _placed(
    db: Database,
    access: Access,
    made: Made,
    room: Callable[[tuple[ApiToken, ...]], list[Write]],
) -> Made:
    """Commit a token of the caller's, and what ``room`` does for it to those there are."""
    at = made.token.issued_at
    if access.principal.reach is not None or is_service_account(access.stakeholder.email):
        raise ActionDenied

    async def attempt() -> Made:
        current = await fresh(db, access)
        writes = (*room(current.tokens), *added(made.token), *await watched(db, made.token))
        fence = touched(current.stakeholder, at=at)
        await commit(db, (*writes, fence), origin(access, at=at))
        return made

    return await attempted(attempt)


async def _check_reached(db: Database, access: Access, reach: Reach | None) -> None:
    if reach is None:
        return
    for id_ in sorted(reach.organizations):
        await on_organization(db, access, Action.READ_ORGANIZATION, id_=id_)
    for name in sorted(reach.groups):
        await on_group(db, access, Action.READ_GROUP, name=name)


def _gone(tokens: set[ApiToken]) -> list[Write]:
    return [write for token in tokens for write in (*removed(token), *unwatched(token))]


async def invalidate_token(
    db: Database, access: Access, *, id_: TokenId | None, at: datetime
) -> None:
    """Revoke a token of the caller's, or all of them; effective on the next request.

    For a token with scopes, all of them is itself.

    Raises:
        TokenNotFound: the caller has none with this id.
        ActionDenied: the caller's own token has scopes, and is not the one to be revoked.
    """
    if access.principal.reach is not None:
        if id_ not in (None, access.principal.token_id):
            raise ActionDenied
        id_ = access.principal.token_id

    async def attempt() -> None:
        current = await fresh(db, access)
        chosen = {token for token in current.tokens if id_ in (None, token.id)}
        if not chosen:
            if id_ is None:
                return
            raise TokenNotFound
        await commit(db, _gone(chosen), origin(access, at=at))

    await attempted(attempt)


async def record_use(db: Database, access: Access, *, at: datetime) -> None:
    """Remember that the caller's token was used, at most once a minute."""
    id_ = access.principal.token_id
    if not any(token.id == id_ for token in access.tokens):
        return  # a session, or a CI job, whose token is over before anybody asks
    assert id_ is not None, "a token has an id"
    (last,) = await uses(db, [id_])
    if last is not None and at - last.at < USE_RECORDED_EVERY:
        return
    use = TokenUse(at=at, address=access.principal.address, version=milliseconds(at))
    await db.commit([used(id_, use)])
