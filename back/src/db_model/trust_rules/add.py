"""Writes that add a trust rule, and that remember what it let in."""

from datetime import datetime

from db_model.trust_rules import keys
from db_model.trust_rules.types import TrustRule, Used
from store.types import Absent, AtVersion, Check, Key, Put


def added(rule: TrustRule) -> Put:
    return Put(keys.item(rule), Absent())


def stands(rule: TrustRule) -> Check:
    """Return the check by which a commit succeeds only while ``rule`` is there."""
    return Check(keys.main(rule.email, rule.id), AtVersion(rule.version))


def exchanged(
    key: Key, used: Used, *, version: int, until: datetime, was: int | None = None
) -> Put:
    """Return the write that takes the guard ``key`` until then: a second one fails.

    Who knows its version ``was`` takes it over.
    """
    expect = Absent() if was is None else AtVersion(was)
    return Put(keys.exchanged_item(key, used, version=version, until=until), expect)
