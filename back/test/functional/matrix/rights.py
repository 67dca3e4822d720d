"""Who may do what, read off the reviewed text and not off the policy that is under test."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from api.targets import GuardTarget

_REVIEWED: Final = Path(__file__).parents[2] / "golden"
GOLDEN: Final = _REVIEWED / "policy.txt"
_IN_A_GROUP: Final = "group"
_ELSEWHERE: Final = {
    GuardTarget.ORGANIZATION: "organization",
    GuardTarget.ORGANIZATION_NAMED: "organization",
    GuardTarget.PLATFORM: "platform",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """The names of the roles that somebody has at each level, for the things of one tenant.

    ``scopes`` are those of the token that is used; ``None`` for a token without.
    """

    platform: frozenset[str] = field(default_factory=frozenset)
    organization: frozenset[str] = field(default_factory=frozenset)
    group: frozenset[str] = field(default_factory=frozenset)
    scopes: frozenset[str] | None = None

    def cut(self, action: str) -> bool:
        """Return whether the token is held to less than ``action``."""
        return self.scopes is not None and SCOPES[action].isdisjoint(self.scopes)

    def at(self, level: str) -> frozenset[str]:
        roles = {
            "platform": self.platform,
            "organization": self.organization,
            "group": self.group,
        }
        return roles[level]


def golden_rows() -> Mapping[tuple[str, str], frozenset[str]]:
    """Return the roles of each row, by level and action."""
    rows = {}
    for line in GOLDEN.read_text().splitlines():
        # An action may have a colon of its own.
        head, _, roles = line.partition(": ")
        level, _, action = head.partition(" ")
        rows[level, action] = frozenset(roles.split())
    return rows


ROWS: Final = golden_rows()


def golden_scopes() -> Mapping[str, frozenset[str]]:
    """Return the scopes that have each action."""
    lines = (line.rpartition(":") for line in (_REVIEWED / "scopes.txt").read_text().splitlines())
    return {action: frozenset(scopes.split()) for action, _, scopes in lines}


SCOPES: Final = golden_scopes()


def level_of(target: GuardTarget) -> str:
    """Return the level at which roles decide; what is part of a group is as the group is."""
    return _ELSEWHERE.get(target, _IN_A_GROUP)


def may(held: Held, action: str, target: GuardTarget) -> bool:
    """Return whether the reviewed policy lets somebody with the roles of ``held`` do it."""
    level = level_of(target)
    assert (level, action) in ROWS, f"the reviewed policy has no row for {level} {action}"
    return not held.cut(action) and not ROWS[level, action].isdisjoint(held.at(level))
