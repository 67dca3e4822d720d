"""An API token: what a script signs in with; its text is stored nowhere."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from db_model.types import Email, GroupName, OrganizationId, RuleId, TokenId


class Scope(StrEnum):
    """A part of its owner's rights that a token may be held to; ``authz.scopes`` says which."""

    ADMIN = "admin"
    GATE = "gate"
    IMPORT = "import"
    READ = "read"
    TRIAGE = "triage"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """What of its owner's rights a token is held to.

    An organization stands for its groups, too.  With neither an organization nor a group named,
    the scopes hold wherever the owner has rights.
    """

    scopes: frozenset[Scope]
    organizations: frozenset[OrganizationId] = frozenset()
    groups: frozenset[GroupName] = frozenset()

    @property
    def is_everywhere(self) -> bool:
        return not self.organizations and not self.groups


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiToken:
    """``digest`` is the SHA-256 of the text, in hex.

    Without a ``reach`` it may do all that its owner may.  One that is ``replaced`` by its
    rotation works until it expires, and counts for nothing else.  That of a CI agent has the
    name of its group, and of who asked for it.
    """

    id: TokenId
    email: Email
    name: str
    digest: str
    issued_at: datetime
    expires_at: datetime
    reach: Reach | None = None
    replaced: bool = False
    group_name: GroupName | None = None
    issued_by: Email | None = None
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Workload:
    """A CI job that a trust rule let in: good while the rule stands, and until it expires."""

    rule: RuleId
    scopes: frozenset[Scope]
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenOwner:
    """What a digest leads to; a token of a ``workload`` has no other record."""

    email: Email
    token_id: TokenId
    workload: Workload | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenUse:
    at: datetime
    address: str | None = None
    version: int
