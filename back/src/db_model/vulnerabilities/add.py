"""Writes that make a vulnerability."""

from db_model.codec import item_of
from db_model.keys import history
from db_model.vulnerabilities import keys
from db_model.vulnerabilities.types import Vulnerability
from store.types import Absent, Item, Put


def added(vulnerability: Vulnerability) -> tuple[Put, ...]:
    """Return the vulnerability and the first entry of its history of states."""
    return Put(keys.item(vulnerability), Absent()), Put(state_entry(vulnerability), Absent())


def state_entry(vulnerability: Vulnerability) -> Item:
    return item_of(
        vulnerability.state,
        key=history(keys.main(vulnerability.id).pk, "state", vulnerability.version),
        kind="vulnerability-state",
        version=vulnerability.version,
    )
