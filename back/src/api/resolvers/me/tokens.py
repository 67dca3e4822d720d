"""Tokens as they are shown: never their text, but once."""

from datetime import datetime
from typing import TypedDict

from db_model.api_tokens.types import ApiToken, Reach, TokenUse
from stakeholders.types import Made


class Token(TypedDict):
    """What is told of a token; without scopes it may do all that its owner may."""

    id: str
    name: str
    issued_at: int
    expires_at: datetime
    last_address: str | None
    last_use: datetime | None
    is_replaced: bool
    scopes: list[str] | None
    organizations: list[str] | None
    groups: list[str] | None


class TokenPayload(TypedDict):
    success: bool
    session_jwt: str | None
    access_token: Token | None


def shown(token: ApiToken, use: TokenUse | None = None) -> Token:
    reach = token.reach
    return Token(
        id=token.id,
        name=token.name,
        issued_at=int(token.issued_at.timestamp()),
        expires_at=token.expires_at,
        last_address=use.address if use else None,
        last_use=use.at if use else None,
        is_replaced=token.replaced,
        scopes=names_of_scopes(reach) if reach else None,
        organizations=sorted(reach.organizations) if reach and reach.organizations else None,
        groups=sorted(reach.groups) if reach and reach.groups else None,
    )


def names_of_scopes(reach: Reach) -> list[str]:
    return sorted(scope.name for scope in reach.scopes)


def token_payload(made: Made) -> TokenPayload:
    return TokenPayload(success=True, session_jwt=made.text, access_token=shown(made.token))
