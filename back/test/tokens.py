"""Tokens of a test's world, added as their owners would."""

from datetime import timedelta
from typing import Any

from people import Person
from world import Answer, World

ADD = """
mutation (
  $expirationTime: Int! $name: String! $scopes: [TokenScope!] $organizations: [String!]
  $groups: [String!]
) {
  addAccessToken(
    expirationTime: $expirationTime name: $name scopes: $scopes organizations: $organizations
    groups: $groups
  ) {
    success sessionJwt
    accessToken { id name scopes organizations groups expiresAt isReplaced lastAddress }
  }
}
"""
TOKENS = """
{ me { accessTokens {
  id name scopes organizations groups expiresAt isReplaced lastUse lastAddress
} } }
"""


async def add(
    world: World, person: Person, *, days: float = 90, name: str = "CI", **reach: Any
) -> Answer:
    """Ask for a token that lasts ``days``; ``reach`` is what it is held to."""
    expires = int((world.clock.instant + timedelta(days=days)).timestamp())
    return await world.ask(ADD, token=person.token, expirationTime=expires, name=name, **reach)


async def added(
    world: World, person: Person, *, days: float = 90, name: str = "CI", **reach: Any
) -> str:
    """Add a token as ``add`` asks for it; return its text."""
    answer = await add(world, person, days=days, name=name, **reach)
    return str(answer["addAccessToken"]["sessionJwt"])


async def tokens_of(world: World, text: str) -> dict[str, dict[str, Any]]:
    """Return what the holder of a token is shown of its tokens, by their names."""
    answer = await world.ask(TOKENS, token=text)
    return {each["name"]: each for each in answer["me"]["accessTokens"]}
