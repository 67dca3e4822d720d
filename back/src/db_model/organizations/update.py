"""Writes that change an organization."""

from db_model.organizations import keys
from db_model.organizations.add import entry
from db_model.organizations.types import Organization
from store.types import AtVersion, Put


def updated(was: Organization, now: Organization) -> tuple[Put, ...]:
    """Return the writes that give ``was`` the policies of ``now``, with an entry of their history.

    ``now`` has a larger version; the commit is refused if ``was`` was changed meanwhile.
    """
    return (
        Put(keys.item(now), AtVersion(was.version)),
        entry(now, "policies", now.policies),
    )
