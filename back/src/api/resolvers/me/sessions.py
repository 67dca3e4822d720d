"""The caller's sessions, with their last use: one get for all."""

from datetime import UTC, datetime
from typing import TypedDict

from api.context import Info
from api.resolvers.me.schema import ME
from authz.access import Access
from stakeholders.domain import living_sessions


class Session(TypedDict):
    id: str
    created_at: datetime
    last_used_at: datetime
    address: str | None
    agent: str
    method: str
    current: bool


@ME.field("sessions")
async def resolve(access: Access, info: Info) -> list[Session]:
    return [
        Session(
            id=each.session.id,
            created_at=each.session.created_at,
            last_used_at=each.last_used_at,
            address=each.address,
            agent=each.session.agent,
            method=each.session.method,
            current=each.session.id == access.principal.session_id,
        )
        for each in await living_sessions(info.context.db, access, now=info.context.now)
    ]


@ME.field("isConcurrentSession")
def resolve_concurrent(access: Access, _: Info) -> bool:
    return any(session.is_concurrent for session in access.sessions)


@ME.field("sessionExpiration")
def resolve_expiration(access: Access, _: Info) -> str:
    principal = access.principal
    ends = {session.id: session.ends_at for session in access.sessions}
    if principal.session_id is not None:
        at = ends[principal.session_id]
    else:
        at = next(token.expires_at for token in access.tokens if token.id == principal.token_id)
    return at.astimezone(UTC).isoformat(timespec="seconds")
