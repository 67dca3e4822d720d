"""What a token may be held to: each scope is a set of actions, and never gives a right.

A scope cuts the rights that the owner has when the token is used.  The table is read off the
names of the actions, so that each new one has its place: the reviewed text of the tests shows
where.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from authz.policy import Action
from db_model.api_tokens.types import Reach, Scope

# How the names of actions begin that only read, and that change what their name says.
_READS: Final = "api_resolvers_"
_CHANGES: Final = "api_mutations_"
# Words of actions that show or make what somebody could sign in with, here or elsewhere.
_SECRETS: Final = ("secret", "token", "credential", "trust_rule", "password")
# Words of actions that say what becomes of vulnerabilities and findings.
_TRIAGE: Final = ("vulnerabilit", "severity", "zero_risk", "treatment", "acceptance")
_SUBJECTS: Final = ("_finding_consult", "finding_description")
# Words of actions that a CI agent tells the outcome of its run with.
_GATE: Final = ("forces_execution",)
_OF_GATES: Final = frozenset(
    {Action.READ_FINDING, Action.READ_GROUP, Action.READ_ROOT, Action.READ_VULNERABILITY}
)
_OF_IMPORTS: Final = frozenset(
    {
        Action.IMPORT_REPORT,
        Action.READ_GROUP,
        Action.READ_GROUP_IMPORTS,
        Action.READ_IMPORT,
        Action.READ_ROOT,
    }
)


def is_kept(action: Action) -> bool:
    """Return whether no token with scopes may do it: it shows or makes secrets."""
    return _has(action, _SECRETS)


def _reads(action: Action) -> bool:
    return action.startswith(_READS) and not is_kept(action)


def _triages(action: Action) -> bool:
    decides = action.startswith(_CHANGES) and not is_kept(action)
    return _reads(action) or (decides and _has(action, _TRIAGE + _SUBJECTS))


def _gates(action: Action) -> bool:
    return action in _OF_GATES or (_has(action, _GATE) and not is_kept(action))


def _has(action: Action, words: tuple[str, ...]) -> bool:
    return any(word in action for word in words)


SCOPES: Final[Mapping[Scope, frozenset[Action]]] = MappingProxyType(
    {
        Scope.ADMIN: frozenset(action for action in Action if not is_kept(action)),
        Scope.GATE: frozenset(filter(_gates, Action)),
        Scope.IMPORT: _OF_IMPORTS,
        Scope.READ: frozenset(filter(_reads, Action)),
        Scope.TRIAGE: frozenset(filter(_triages, Action)),
    }
)


def within(reach: Reach, actions: frozenset[Action]) -> frozenset[Action]:
    """Return those of ``actions`` that one of the scopes of ``reach`` has."""
    return actions & frozenset[Action]().union(*(SCOPES[scope] for scope in reach.scopes))
