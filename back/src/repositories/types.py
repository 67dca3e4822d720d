"""A repository that somebody names, and how git may reach such ones."""

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """What a repository is reached with: a key of SSH, a user with a password, or a token.

    ``key`` is the text of a key file in base 64.
    """

    key: str | None = field(default=None, repr=False)
    user: str | None = field(default=None, repr=False)
    password: str | None = field(default=None, repr=False)
    token: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Remote:
    """A branch of a repository; ``url`` has no password in it."""

    url: str
    branch: str
    login: Login | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where a URL leads: ``scheme`` is ``https`` or ``ssh``."""

    scheme: str
    host: str
    port: int
    user: str | None
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """How git is run.

    ``internal`` are hosts, or hosts with a port, that may have an address of the inner network,
    and be at another port than is usual.  ``ca_file`` has the certificates that are believed, and
    ``known_hosts`` the keys of SSH servers; without one, a server's key is taken as it comes, which
    gives nobody the key that it is asked with.  ``path`` is where programs are looked for.
    """

    internal: frozenset[str] = frozenset()
    ca_file: Path | None = None
    known_hosts: Path | None = None
    path: str = "/usr/local/bin:/usr/bin:/bin"
    seconds: float = 20
