"""Credentials and secrets in tests: told, changed, read, and looked for where they must not be."""

import base64
from typing import Any, Final

from people import Person, Tenant
from world import Answer, World

KEY: Final = base64.b64encode(b"-----BEGIN OPENSSH PRIVATE KEY-----\nplanted-key").decode()
PASSWORD: Final = "Zq7-Tm4_Xw9.Lk2+Vb6=Rn8-Pd3_Hs5.Cj1+Gy0=A"
TOKEN: Final = "planted-token-0123"
HTTPS: Final = {"name": "clone", "type": "HTTPS", "token": TOKEN}

_MUTATIONS: Final = {
    "addCredentials": "$organizationId: ID! $credentials: CredentialsInput!",
    "updateCredentials": (
        "$organizationId: ID! $credentialsId: ID! $credentials: CredentialsInput!"
    ),
    "removeCredentials": "$organizationId: ID! $credentialsId: ID!",
    "addSecret": (
        "$groupName: String! $rootId: ID! $key: String! $value: String! $description: String"
    ),
    "removeSecret": "$groupName: String! $rootId: ID! $key: String!",
    "addGitEnvironmentSecret": (
        "$groupName: String! $urlId: String! $key: String! $value: String! $description: String"
    ),
    "removeEnvironmentUrlSecret": "$groupName: String! $urlId: String! $key: String!",
}
PUBLIC: Final = "id name type isToken isPat azureOrganization oauthType owner"
PRIVATE: Final = "key user password token"
_CREDENTIALS: Final = """
query ($id: String!) { organization(organizationId: $id) { credentials { %s } } }
"""
_SECRETS: Final = """
query ($groupName: String!) { group(groupName: $groupName) { roots {
  ... on GitRoot { id secrets { key value description }
    gitEnvironmentUrls { id secrets { key value description } } }
} } }
"""
_PLACE: Final = """
mutation ($groupName: String!, $rootId: ID!, $url: String!) {
  addGitEnvironmentUrl(groupName: $groupName rootId: $rootId url: $url urlType: URL) { urlId }
}
"""


async def do(world: World, name: str, person: Person | None, **given: object) -> Answer:
    """Ask for a mutation of credentials or secrets with the arguments ``given``."""
    declared = _MUTATIONS[name]
    names = [part.removeprefix("$").rstrip(":") for part in declared.split() if "$" in part]
    passed = " ".join(f"{each}: ${each}" for each in names)
    document = f"mutation ({declared}) {{ {name}({passed}) {{ success }} }}"
    return await world.ask(document, token=person.token if person else None, **given)


async def credentials_of(
    world: World, tenant: Tenant, person: Person, fields: str = PUBLIC
) -> list[dict[str, Any]]:
    """Return the credentials of a tenant as ``person`` sees them."""
    answer = await world.ask(_CREDENTIALS % fields, token=person.token, id=tenant.organization.id)
    found: list[dict[str, Any]] = answer["organization"]["credentials"]
    return found


async def secrets_of(world: World, tenant: Tenant, person: Person) -> dict[str, Any]:
    """Return what ``person`` is shown of the tenant's own root."""
    answer = await world.ask(_SECRETS, token=person.token, groupName=tenant.group.name)
    (found,) = [each for each in answer["group"]["roots"] if each["id"] == tenant.root.id]
    root: dict[str, Any] = found
    return root


async def a_place(
    world: World, tenant: Tenant, person: Person, url: str = "https://app.example.com"
) -> str:
    """Tell where the tenant's root runs; return the id of that environment."""
    answer = await world.ask(
        _PLACE, token=person.token, groupName=tenant.group.name, rootId=tenant.root.id, url=url
    )
    return str(answer["addGitEnvironmentUrl"]["urlId"])
