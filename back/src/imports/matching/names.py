"""Names that tools gave to one thing over time, as one key each."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

_TOOLS: Final = MappingProxyType({"semgrep oss": "semgrep", "semgrep pro": "semgrep"})
# Tools whose rule ids carry the folder of the rule's file: moving it renames the rule.
_FOLDERED: Final = frozenset({"semgrep", "opengrep"})


def _aliases() -> Mapping[tuple[str, str], str]:
    told = tomllib.loads(Path(__file__).with_name("aliases.toml").read_text())
    return MappingProxyType(
        {
            (each["tool"], old): present
            for each in told["aliases"]
            for old, present in each["rules"].items()
        }
    )


_RULES: Final = _aliases()


def tool_key(tool: str) -> str:
    folded = tool.strip().casefold()
    return _TOOLS.get(folded, folded)


def rule_key(tool: str, rule: str) -> str:
    """Return the rule's present name; ``tool`` is a tool's key."""
    if tool in _FOLDERED:
        return rule.rpartition(".")[2]
    return _RULES.get((tool, rule), rule)
