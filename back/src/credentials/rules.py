"""What the business allows of credentials; pure."""

import base64
import binascii
import re
from dataclasses import replace
from datetime import datetime
from itertools import pairwise
from typing import Final

from credentials.errors import (
    InvalidCredentialsField,
    InvalidPassword,
    InvalidSecret,
    KeyNotInBase64,
)
from credentials.types import NewCredentials
from db_model.credentials.types import Credentials, CredentialsType
from db_model.types import CredentialsId, Email, OrganizationId
from envelopes.rules import of_organization
from envelopes.types import Place
from kit.time import milliseconds
from repositories.types import Login
from store.versions import next_version
from texts.rules import filled, sized

LONGEST_NAME: Final = 100
_LONGEST_KEY: Final = 20_000  # of base 64: an RSA key of 16 kbit has 17,000
_LONGEST_TOKEN: Final = 4_096
_PASSWORD: Final = (
    (re.compile(r"[A-Za-z]"), "start with a letter"),
    (re.compile(r".*[0-9]", re.DOTALL), "include at least one number"),
    (re.compile(r".*[a-z]", re.DOTALL), "include lowercase characters"),
    (re.compile(r".*[A-Z]", re.DOTALL), "include uppercase characters"),
    (re.compile(r".*[!-/:-@\[-`{-~]", re.DOTALL), "include symbols characters"),
)


def credentials_from(
    new: NewCredentials,
    organization: OrganizationId,
    *,
    id_: CredentialsId,
    by: Email,
    at: datetime,
) -> tuple[Credentials, Login]:
    """Return credentials that ``by`` has, and what is to be sealed of them.

    Raises:
        AppError: a field is missing, is refused, or does not go with the others.
    """
    type_ = new.type
    if new.name is None:
        raise InvalidCredentialsField("name")
    if type_ is None:
        raise InvalidCredentialsField("type")
    login = login_from(new, type_)
    made = Credentials(
        id=id_,
        organization_id=organization,
        owner=by,
        name=name_from(new.name),
        type=type_,
        is_token=login.token is not None,
        is_pat=bool(new.is_pat),
        azure_organization=azure_organization_from(new),
        created_by=by,
        created_at=at,
        modified_by=by,
        modified_at=at,
        version=milliseconds(at),
    )
    return made, login


def changed(
    was: Credentials, asked: NewCredentials, *, by: Email, at: datetime
) -> tuple[Credentials, Login | None]:
    """Return the credentials as they are asked to be, and the new secret if one is told.

    Whoever tells a secret owns it.  What is not told stays as it is.

    Raises:
        AppError: as ``credentials_from``.
    """
    type_ = asked.type or was.type
    login = login_from(asked, type_) if tells_a_secret(asked) else None
    if login is None and type_ is not was.type:
        raise InvalidSecret
    now = replace(was, name=was.name if asked.name is None else name_from(asked.name))
    if login is not None:
        now = replace(
            now,
            owner=by,
            type=type_,
            is_token=login.token is not None,
            is_pat=bool(asked.is_pat),
            azure_organization=azure_organization_from(asked),
        )
    if now == was and login is None:
        return was, None
    version = next_version(was.version, milliseconds(at))
    return replace(now, modified_by=by, modified_at=at, version=version), login


def tells_a_secret(asked: NewCredentials) -> bool:
    """Return whether some part of a secret is told."""
    parts = (asked.key, asked.user, asked.password, asked.token)
    return any(part is not None for part in parts)


def name_from(text: str) -> str:
    """Return a name, without white space around it.

    Raises:
        AppError: it is blank, or longer than 100 characters.
    """
    return sized(filled(text).strip(), most=LONGEST_NAME)


def login_from(new: NewCredentials, type_: CredentialsType) -> Login:
    """Return the secret of credentials of a type.

    Raises:
        InvalidSecret: it is of another type, of several kinds, or there is none.
        InvalidCredentialsField: a user is told without a password, or the reverse.
        KeyNotInBase64: the key of SSH is not.
        InvalidPassword: the password is too weak, or has not 40 to 100 characters.
    """
    if type_ is CredentialsType.SSH:
        if new.key is None or any(x is not None for x in (new.user, new.password, new.token)):
            raise InvalidSecret
        return Login(key=ssh_key_from(new.key))
    if new.key is not None:
        raise InvalidSecret
    return _https_login_from(new)


def ssh_key_from(text: str) -> str:
    """Return a key of SSH in base 64, whose text ends in a line feed.

    Raises:
        KeyNotInBase64: it is not, or is longer than any key.
    """
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise KeyNotInBase64 from error
    if not raw.strip() or len(text) > _LONGEST_KEY:
        raise KeyNotInBase64
    return base64.b64encode(raw if raw.endswith(b"\n") else raw + b"\n").decode()


def password_from(text: str) -> str:
    """Return a password that is strong enough for a repository.

    Raises:
        InvalidPassword: it lacks a kind of character, or goes up or down by three.
        InvalidLength: it has not 40 to 100 characters.
        InvalidCredentialsField: it has a control character.
    """
    for pattern, lack in _PASSWORD:
        if pattern.match(text) is None:
            raise InvalidPassword(lack)
    steps = [
        ord(after) - ord(before) if before.isalnum() and after.isalnum() else 0
        for before, after in pairwise(text.lower())
    ]
    if any(first == second and abs(first) == 1 for first, second in pairwise(steps)):
        raise InvalidPassword("not include sequentials characters")
    return sized(_printable(text, "password", most=1_000), least=40, most=100)


def azure_organization_from(new: NewCredentials) -> str | None:
    """Return the organization of Azure that a personal access token is for.

    Raises:
        InvalidCredentialsField: it is missing, or told of what is no such token.
    """
    told = new.azure_organization
    if not new.is_pat:
        if told is not None:
            raise InvalidCredentialsField("azure_organization")
        return None
    if new.token is None:
        raise InvalidCredentialsField("is_pat")
    if told is None or not told.strip():
        raise InvalidCredentialsField("azure_organization")
    return sized(told.strip(), most=LONGEST_NAME)


def place_of(credentials: Credentials) -> Place:
    """Return where the secret of ``credentials`` is sealed."""
    return Place(
        tenant=of_organization(credentials.organization_id),
        entity="credentials",
        id=credentials.id,
        field="secret",
    )


def _printable(text: str, field: str, *, most: int) -> str:
    # What has a line feed would be two lines of what a program is told.
    if not text.strip() or not text.isprintable():
        raise InvalidCredentialsField(field)
    return sized(text, most=most)


def _https_login_from(new: NewCredentials) -> Login:
    if new.token is not None:
        if new.user is not None or new.password is not None:
            raise InvalidSecret
        return Login(token=_printable(new.token, "token", most=_LONGEST_TOKEN))
    if new.user is None and new.password is None:
        raise InvalidSecret
    if new.user is None:
        raise InvalidCredentialsField("user")
    if new.password is None:
        raise InvalidCredentialsField("password")
    return Login(
        user=_printable(new.user, "user", most=LONGEST_NAME), password=password_from(new.password)
    )
