"""Credentials as clients tell them."""

from typing import NotRequired, TypedDict

from api.context import Context
from authz.access import Access
from credentials.types import NewCredentials
from db_model.credentials.types import CredentialsType
from db_model.types import CredentialsId, OrganizationId
from kit.ids import random_id
from roots.domain.git_access import Chosen, Means, chosen
from roots.types import GitAccess, RootCredentials


class Given(TypedDict):
    """Both inputs of the schema; ``id`` is one of ``RootCredentialsInput`` only."""

    id: NotRequired[str | None]
    name: NotRequired[str | None]
    type: NotRequired[str | None]
    key: NotRequired[str | None]
    user: NotRequired[str | None]
    password: NotRequired[str | None]
    token: NotRequired[str | None]
    is_pat: NotRequired[bool | None]
    azure_organization: NotRequired[str | None]


def credentials_given(given: Given) -> NewCredentials:
    """Return what is asked for; an empty text that stands for no part of a secret is none."""
    type_ = given.get("type")
    return NewCredentials(
        name=given.get("name"),
        type=None if type_ is None else CredentialsType(type_),
        key=given.get("key") or None,
        user=given.get("user") or None,
        password=given.get("password") or None,
        token=given.get("token") or None,
        is_pat=given.get("is_pat"),
        azure_organization=given.get("azure_organization") or None,
    )


class Reached(TypedDict):
    """The arguments of a root that say how it is reached."""

    url: str
    branch: str
    use_vpn: NotRequired[bool | None]
    credentials: NotRequired[Given | None]


async def access_told(
    context: Context, caller: Access, organization: OrganizationId, given: Reached
) -> Chosen | None:
    """Return the credentials that are told of a root, proved unless it is behind a VPN."""
    told = given.get("credentials")
    if told is None:
        return None
    asked = GitAccess(
        url=given["url"],
        branch=given["branch"],
        credentials=root_credentials_given(told),
        is_proved=not given.get("use_vpn"),
    )
    of = organization, CredentialsId(random_id())
    return await chosen(context.db, means_of(context), caller, asked, of=of, at=context.now)


def root_credentials_given(given: Given) -> RootCredentials:
    """Return the credentials of a root that are asked for."""
    id_ = given.get("id")
    return RootCredentials(id=CredentialsId(id_) if id_ else None, new=credentials_given(given))


def means_of(context: Context) -> Means:
    """Return what a request reaches repositories with."""
    return Means(keyring=context.keyring, git=context.git)
