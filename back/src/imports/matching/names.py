"""Names that tools gave to one thing over time, as one key each."""

from types import MappingProxyType
from typing import Final

_TOOLS: Final = MappingProxyType({"semgrep oss": "semgrep", "semgrep pro": "semgrep"})
# Tools whose rule ids carry the folder of the rule's file: moving it renames the rule.
_FOLDERED: Final = frozenset({"semgrep", "opengrep"})
_RULES: Final = MappingProxyType(
    {
        ("bandit", "B303"): "B324",
        ("ruff", "PGH001"): "S307",
        ("ruff", "TRY302"): "TRY203",
        ("ruff", "TRY200"): "B904",
    }
)


def tool_key(tool: str) -> str:
    folded = tool.strip().casefold()
    return _TOOLS.get(folded, folded)


def rule_key(tool: str, rule: str) -> str:
    """Return the rule's present name; ``tool`` is a tool's key."""
    if tool in _FOLDERED:
        return rule.rpartition(".")[2]
    return _RULES.get((tool, rule), rule)
