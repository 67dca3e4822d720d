"""The token of a group's CI agent, which its managers may read again."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from agents.domain._trust import account_of
from agents.rules import AGENT_LIFE
from authz.access import Access, origin
from authz.grants import GroupGrant, require
from authz.policy import Action
from authz.tokens import TokenKind
from db_model.api_tokens.add import added
from db_model.api_tokens.remove import removed
from db_model.api_tokens.types import ApiToken, Reach, Scope
from db_model.api_tokens.update import changed
from db_model.commit import attempted, commit, tell_read
from db_model.context import Changed, Operation
from db_model.groups.types import Group
from db_model.stakeholders.update import touched
from db_model.types import GroupName, TokenId
from envelopes.keyring import Keyring
from envelopes.rules import of_group
from envelopes.seal import seal, unseal
from envelopes.types import Place
from stakeholders.domain import token_made, unwatched, watched
from stakeholders.rules.tokens import check_overlaps, overlap_from, retired, standing
from stakeholders.types import Made
from store.types import Database, Write

_NAME: Final = "CI agent"


def place_of(name: GroupName) -> Place:
    """Return where the text of the token of a group's CI agent is kept sealed."""
    return Place(tenant=of_group(name), entity="group", id=name, field="forces_token")


async def update_agent_token(
    db: Database,
    keyring: Keyring,
    grant: GroupGrant,
    *,
    id_: TokenId,
    overlap: int,
    at: datetime,
) -> Made | None:
    """Make a token for the CI agent of the granted group, in place of the one it has; one commit.

    It lasts 180 days.  The old one works for ``overlap`` seconds more, 0 to 7 days, so that the
    pipelines can be told the new one; without, every one that there is ends.  ``None`` if the
    group has no such account.

    Raises:
        InvalidOverlap: as ``overlap_from``.
        TooManyTokens: two that were replaced still work.
        KeysUnavailable: it cannot be sealed now.
    """
    require(grant, Action.UPDATE_FORCES_ACCESS_TOKEN)
    name, length = grant.on.name, overlap_from(overlap)

    async def attempt() -> Made | None:
        account = await account_of(db, grant.on)
        if account is None:
            return None
        made = _made(account, grant, id_, at=at)
        writes = (
            *_ended(account.tokens, overlap=length, at=at),
            *added(made.token),
            *await watched(db, made.token),
            *await seal(db, keyring, {place_of(name): made.text.encode()}, at=at),
            touched(account.stakeholder, at=at),
        )
        await commit(db, writes, origin(grant.access, at=at))
        return made

    return await attempted(attempt)


def _ended(tokens: tuple[ApiToken, ...], *, overlap: timedelta, at: datetime) -> Iterable[Write]:
    """Yield the writes that end ``tokens`` with the overlap, and those that are over at once."""
    stay = standing(tokens, now=at) if overlap else ()
    if overlap:
        check_overlaps(tokens, now=at)
    for old in tokens:
        if old not in stay:
            yield from (*removed(old), *unwatched(old))
        elif not old.replaced:
            yield changed(old, retired(old, overlap=overlap, now=at))


def _made(account: Access, grant: GroupGrant, id_: TokenId, *, at: datetime) -> Made:
    text, token = token_made(
        account.stakeholder.email,
        id_=id_,
        name=_NAME,
        issued_at=at,
        expires_at=at + AGENT_LIFE,
        kind=TokenKind.GROUP,
    )
    # All that its role may, but for making and seeing what others sign in with.
    name, by = grant.on.name, grant.access.stakeholder.email
    reach = Reach(scopes=frozenset(Scope), groups=frozenset({name}))
    token = replace(token, reach=reach, group_name=name, issued_by=by)
    return Made(text=text, token=token)


async def agent_token(
    db: Database, keyring: Keyring, grant: GroupGrant, *, at: datetime
) -> str | None:
    """Return the text of the CI agent's token, if it has one that stands; the trail tells of it.

    Raises:
        KeysUnavailable: it cannot be opened now.
    """
    require(grant, Action.READ_GROUP_FORCES_TOKEN)
    group = grant.on
    token = await _standing(db, group, at=at)
    if token is None:
        return None
    (text,) = await unseal(db, keyring, [place_of(group.name)])
    if text is None:
        return None
    read = Changed(kind="api-token", operation=Operation.READ, ids=(token.id,), group=group.name)
    await tell_read(db, [read], origin(grant.access, at=at))
    return text.decode()


async def agent_token_expiry(db: Database, grant: GroupGrant, *, at: datetime) -> datetime | None:
    """Return when the CI agent's token expires, if it has one that stands."""
    require(grant, Action.READ_GROUP_FORCES_EXP_DATE)
    token = await _standing(db, grant.on, at=at)
    return token.expires_at if token else None


async def _standing(db: Database, group: Group, *, at: datetime) -> ApiToken | None:
    account = await account_of(db, group)
    tokens = account.tokens if account else ()
    return next((each for each in standing(tokens, now=at) if not each.replaced), None)
