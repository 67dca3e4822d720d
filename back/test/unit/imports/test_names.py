"""One key for what tools call by several names over time."""

import tomllib

from arch.project import ROOT
from imports.matching.names import rule_key, tool_key


def test_names_of_tools_and_rules_have_one_key() -> None:
    assert tool_key(" Bandit ") == "bandit"
    assert rule_key("bandit", "B303") == "B324"
    assert rule_key("bandit", "B608") == "B608"
    assert rule_key("semgrep", "a.b.c") == "c"
    assert rule_key("eslint", "no-new-symbol") == "no-new-native-nonconstructor"
    assert rule_key("ruff", "B303") == "B303"


def test_each_renamed_rule_leads_to_a_present_name_and_says_who_told_so() -> None:
    path = ROOT / "back/src/imports/matching/aliases.toml"
    aliases = tomllib.loads(path.read_text())["aliases"]

    assert [each["tool"] for each in aliases] == ["bandit", "ruff", "eslint"]
    for each in aliases:
        assert each["source"]
        for old, present in each["rules"].items():
            assert rule_key(each["tool"], old) == present == rule_key(each["tool"], present)
