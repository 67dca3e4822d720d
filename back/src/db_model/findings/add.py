"""Writes that make a finding."""

from db_model.codec import item_of
from db_model.findings import keys
from db_model.findings.types import Finding
from db_model.keys import history
from store.types import Absent, Item, Put


def added(finding: Finding) -> tuple[Put, ...]:
    """Return the finding, the first entry of its history and, if a rule made it, its guard."""
    puts = (Put(keys.item(finding), Absent()), Put(state_entry(finding), Absent()))
    if finding.detected_by is None:
        return puts
    guard = Item(
        key=keys.rule(finding.group_name, finding.detected_by),
        kind="guard",
        version=finding.version,
        body=finding.id.encode(),
    )
    return (*puts, Put(guard, Absent()))


def state_entry(finding: Finding) -> Item:
    return item_of(
        finding.state,
        key=history(keys.main(finding.id).pk, "state", finding.version),
        kind="finding-state",
        version=finding.version,
    )
