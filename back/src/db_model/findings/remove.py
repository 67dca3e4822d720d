"""Writes that take from a finding what it held alone."""

from db_model.findings import keys
from db_model.findings.types import Finding
from store.types import AtVersion, Database, Delete


async def rule_freed(db: Database, finding: Finding) -> tuple[Delete, ...]:
    """Return the write after which another finding may stand for the rule of ``finding``.

    One get; none, and no write, where no rule made it.
    """
    if finding.detected_by is None:
        return ()
    (guard,) = await db.get([keys.rule(finding.group_name, finding.detected_by)])
    if guard is None or guard.body != finding.id.encode():
        return ()
    return (Delete(guard.key, AtVersion(guard.version)),)
