"""Environments of Git roots; pure."""

import hashlib
import re
from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final

from db_model.environments.types import Cloud, Environment, EnvironmentType
from db_model.roots.types import GitRoot, Root
from db_model.types import Email, EnvironmentId
from kit.time import milliseconds
from roots.errors import InvalidCloud, InvalidRootType
from roots.types import NewEnvironment
from texts.errors import InvalidCharacters
from texts.rules import filled, sized

_ADDRESS: Final = re.compile(r"(?!=)(?:[A-Za-z0-9(),./:;@_$#=?\-]|%20)*")
_LONGEST: Final = 1000
# The secrets without which nobody gets into a cloud.
_NEEDED: Final[Mapping[Cloud, tuple[str, ...]]] = MappingProxyType(
    {Cloud.AWS: ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")}
)


def environment_from(new: NewEnvironment, root: Root, *, by: Email, at: datetime) -> Environment:
    """Return the environment that somebody tells of ``root``.

    Raises:
        InvalidRootType: the root has no code.
        InvalidCloud: no cloud has the name, or one is told for another type than that.
        AppError: the address is blank, too long, or has a character that none may have.
    """
    if not isinstance(root, GitRoot):
        raise InvalidRootType
    url = sized(filled(new.url).strip(), most=_LONGEST)
    if _ADDRESS.fullmatch(url) is None:
        raise InvalidCharacters
    return Environment(
        id=EnvironmentId(hashlib.sha1(url.encode(), usedforsecurity=False).hexdigest()),
        root_id=root.id,
        group_name=root.group_name,
        url=url,
        url_type=new.type,
        cloud=None if new.cloud is None else _cloud(new.cloud, new.type),
        created_by=by,
        created_at=at,
        version=milliseconds(at),
    )


def needed_secrets(environment: Environment) -> tuple[str, ...]:
    """Return the names of the secrets that an environment is of no use without, as far as known."""
    return () if environment.cloud is None else _NEEDED.get(environment.cloud, ())


def _cloud(name: str, type_: EnvironmentType) -> Cloud:
    if type_ is not EnvironmentType.CLOUD or name not in Cloud.__members__:
        raise InvalidCloud
    return Cloud(name)
