"""What may be asked of CI agents, and what they are given."""

from dataclasses import dataclass
from datetime import datetime

from db_model.api_tokens.types import Scope
from db_model.trust_rules.types import Condition
from db_model.types import GroupName, RuleId


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRule:
    """A trust rule, as it was asked for."""

    id: RuleId
    issuer: str
    audience: str
    conditions: tuple[Condition, ...]
    scopes: tuple[Scope, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A CI job that wants to be let into ``group`` for what its own token says that it is.

    Without ``scopes`` it wants all that its rule has.
    """

    group: GroupName
    token: str
    scopes: frozenset[Scope] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchanged:
    """What a CI job is given; the text is shown only now."""

    text: str
    scopes: frozenset[Scope]
    rule: RuleId
    token_id: str
    subject: str
    expires_at: datetime
