"""What the settings of an issuer let it decide."""

from dataclasses import dataclass, field

from db_model.types import Email


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapped:
    """Whoever is in the issuer's group ``value`` has ``role`` on a level, in ``name``.

    ``name`` is that of an organization or a group, and empty for the platform.
    """

    value: str
    level: str
    name: str
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """What an issuer is trusted with: people of ``domains``, or all, and the roles of groups."""

    name: str
    domains: frozenset[str] = frozenset()
    roles: tuple[Mapped, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """Who signed in; ``text`` is that of the session's cookie.

    ``unknown`` are places of the settings that are not there.
    """

    email: Email
    text: str = field(repr=False)
    unknown: tuple[str, ...] = ()
