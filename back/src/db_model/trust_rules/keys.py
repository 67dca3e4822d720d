"""Where trust rules are stored: with the account that they let in, whose every request needs them.

What was exchanged is remembered apart, as long as it could be again.
"""

import hashlib
from datetime import datetime
from typing import Final

from db_model.codec import item_of
from db_model.keys import part
from db_model.stakeholders.keys import partition
from db_model.trust_rules.types import TrustRule, Used
from db_model.types import Email, RuleId
from store.types import Item, Key

KIND: Final = "trust-rule"


def main(email: Email, id_: RuleId) -> Key:
    return Key(partition(email), f"TRUST#{part(id_)}")


def item(rule: TrustRule) -> Item:
    return item_of(rule, key=main(rule.email, rule.id), kind=KIND, version=rule.version)


def exchanged(issuer: str, name: str) -> Key:
    """Return the guard of the token that its ``issuer`` gave this ``name``."""
    digest = hashlib.sha256(f"{issuer}\n{name}".encode()).hexdigest()
    return Key(f"~JTI#{digest}")


def exchanged_item(key: Key, used: Used, *, version: int, until: datetime) -> Item:
    expires = int(until.timestamp()) + 1
    return item_of(used, key=key, kind="exchanged", version=version, expires=expires)
