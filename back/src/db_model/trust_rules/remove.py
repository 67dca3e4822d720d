"""Writes that remove a trust rule."""

from db_model.trust_rules import keys
from db_model.trust_rules.types import TrustRule
from store.types import AtVersion, Delete


def removed(rule: TrustRule) -> Delete:
    return Delete(keys.main(rule.email, rule.id), AtVersion(rule.version))
