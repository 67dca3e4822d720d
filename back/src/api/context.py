"""What every resolver may know about the request it serves."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias
from zoneinfo import ZoneInfo

from aiodataloader import DataLoader
from graphql import GraphQLResolveInfo

from authz.access import Access
from authz.errors import LoginRequired
from authz.grants import Grant
from blobs.types import BlobStore
from db_model.credentials.types import Credentials
from db_model.environments.types import Environment
from db_model.findings.types import Figures, Finding
from db_model.imports.types import Import
from db_model.roots.types import Root
from db_model.types import FindingId, RootId
from envelopes.keyring import Keyring
from rates.limiter import Limiter
from repositories.check import Git
from repositories.types import Login
from roots.types import ShownSecret
from search.types import SearchIndex
from store.types import Database

LoginsLoader: TypeAlias = DataLoader[Credentials, Login | None]
SecretsLoader: TypeAlias = DataLoader[Grant[Root | Environment], tuple[ShownSecret, ...]]


@dataclass(slots=True)
class Seen:
    """Values that a list has loaded for all its elements at once, so that none waits alone."""

    roots: dict[RootId, Root] = field(default_factory=dict)
    findings: dict[FindingId, Finding] = field(default_factory=dict)
    figures: dict[FindingId, Figures] = field(default_factory=dict)
    logins: LoginsLoader | None = None
    secrets: SecretsLoader | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """``now`` is read once a request, so that all of its writes agree on the time.

    ``access`` is ``None`` for anonymous callers.  ``ended`` waits until an import is over or
    held, at most so many seconds, and returns it as it then stands.  ``as_of`` returns how many
    milliseconds the search is behind; asked to be strict, once it is not, as far as the request
    can know.  ``wake`` tells the runner of this process that a job, of a kind and a subject, was
    enqueued.  ``limiter`` holds callers to what they may ask for, and how often.
    """

    access: Access | None
    db: Database
    blobs: BlobStore
    keyring: Keyring
    git: Git
    search: SearchIndex
    as_of: Callable[[bool], Awaitable[int]]
    now: datetime
    zone: ZoneInfo
    request_id: str
    ended: Callable[[Import, float], Awaitable[Import]]
    wake: Callable[[str, str], None]
    limiter: Limiter
    seen: Seen = field(default_factory=Seen)

    @property
    def caller(self) -> Access:
        """Return what the caller may reach.

        Raises:
            LoginRequired: nobody has signed in.
        """
        if self.access is None:
            raise LoginRequired
        return self.access


Info: TypeAlias = GraphQLResolveInfo[Context]
