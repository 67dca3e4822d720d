"""Writes that change a vulnerability."""

from db_model.vulnerabilities import keys
from db_model.vulnerabilities.add import state_entry
from db_model.vulnerabilities.types import Vulnerability
from store.types import Absent, AtVersion, Put


def updated(was: Vulnerability, now: Vulnerability) -> tuple[Put, ...]:
    """Return the writes that make ``was`` into ``now``, with an entry of history if its state did.

    ``now`` has a larger version; the commit is refused if ``was`` was changed meanwhile.
    """
    put = Put(keys.item(now), AtVersion(was.version))
    return (put,) if now.state == was.state else (put, Put(state_entry(now), Absent()))
