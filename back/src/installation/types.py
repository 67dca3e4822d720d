"""What an installation begins with."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstThings:
    """Names of what is made first; the group has all services, so that every use case is open."""

    email: str
    organization: str
    group: str
