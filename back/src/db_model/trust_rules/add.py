"""Writes that add a trust rule, and that remember what it let in."""

from datetime import datetime

from db_model.trust_rules import keys
from db_model.trust_rules.types import TrustRule
from store.types import Absent, AtVersion, Check, Key, Put


def added(rule: TrustRule) -> Put:
    return Put(keys.item(rule), Absent())


def stands(rule: TrustRule) -> Check:
    """Return the check by which a commit succeeds only while ``rule`` is there."""
    return Check(keys.main(rule.email, rule.id), AtVersion(rule.version))


def exchanged(key: Key, *, version: int, until: datetime) -> Put:
    """Return the write that takes the guard ``key`` until then: a second one fails."""
    return Put(keys.exchanged_item(key, version=version, until=until), Absent())
