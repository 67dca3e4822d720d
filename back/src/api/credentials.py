"""Credentials as clients tell them."""

from typing import NotRequired, TypedDict

from credentials.types import NewCredentials
from db_model.credentials.types import CredentialsType


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
