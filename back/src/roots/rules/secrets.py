"""Secrets of roots and environments; pure."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from db_model.secrets.types import Secret
from db_model.types import Email
from envelopes.rules import of_group
from envelopes.types import Place
from kit.time import milliseconds
from roots.errors import TooManySecrets
from roots.types import NewSecret
from store.versions import next_version
from texts.errors import InvalidCharacters
from texts.rules import filled, sized

MOST: Final = 40  # of one root or environment: all of them are removed in one commit
LONGEST_VALUE: Final = 20_000  # characters: a file of keys has room
_LONGEST_KEY: Final = 100
_LONGEST_DESCRIPTION: Final = 500


def checked(new: NewSecret) -> NewSecret:
    """Return a secret that may be kept.

    Raises:
        AppError: its name is blank, too long or not printable, or something else is too long.
    """
    key = sized(filled(new.key).strip(), most=_LONGEST_KEY)
    if not key.isprintable():
        raise InvalidCharacters("key")
    description = new.description
    if description is not None:
        sized(description, most=_LONGEST_DESCRIPTION)
    return NewSecret(key=key, value=sized(new.value, most=LONGEST_VALUE), description=description)


def told_anew(was: Secret, new: NewSecret, *, by: Email, at: datetime) -> Secret:
    """Return ``was`` with what is told of it now."""
    return replace(
        was,
        description=new.description,
        modified_by=by,
        modified_at=at,
        version=next_version(was.version, milliseconds(at)),
    )


def check_room(held: Sequence[Secret]) -> None:
    """Check that one more may be kept.

    Raises:
        TooManySecrets: as many as may be are.
    """
    if len(held) >= MOST:
        raise TooManySecrets(MOST)


def place_of(secret: Secret) -> Place:
    """Return where the value of ``secret`` is sealed."""
    return Place(
        tenant=of_group(secret.group_name),
        entity="secret",
        id=name_of(secret),
        field="value",
    )


def name_of(secret: Secret) -> str:
    """Return what tells a secret from the others of its group, as the audit trail does."""
    if secret.root_id is not None:
        return f"ROOT#{secret.root_id}#{secret.key}"
    return f"ENV#{secret.environment_id}#{secret.key}"
