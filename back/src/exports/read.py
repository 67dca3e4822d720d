"""Reads the rows of a group, a page at a time, however many there are."""

from collections.abc import AsyncIterator
from typing import Final

from db_model.findings.get import of_group as findings_of
from db_model.findings.types import Finding
from db_model.groups.get import group as stored_group
from db_model.groups.types import GroupStatus
from db_model.roots.get import of_group as roots_of
from db_model.types import GroupName
from db_model.vulnerabilities.get import (
    Window,
    drafts_of_finding,
    live_of_finding,
    zero_risk_of_finding,
)
from db_model.vulnerabilities.types import Vulnerability
from exports.errors import GroupUnknown
from exports.rows import Row, row_of
from store.types import Database

_LISTS: Final = (live_of_finding, drafts_of_finding, zero_risk_of_finding)
_PAGE: Final = 500


async def rows(db: Database, name: GroupName) -> AsyncIterator[Row]:
    """Yield a row for each vulnerability that was not deleted, finding by finding.

    ``db`` should be the store itself, since a request's remembers all that it read.

    Raises:
        GroupUnknown: there is no such group.
    """
    group = await stored_group(db, name)
    if group is None or group.state.status is not GroupStatus.ACTIVE:
        raise GroupUnknown(name)
    nicknames = {root.id: root.state.nickname for root in await roots_of(db, name)}
    for finding in await findings_of(db, name):
        async for vulnerability in _of_finding(db, finding):
            yield row_of(vulnerability, finding, nicknames)


async def _of_finding(db: Database, finding: Finding) -> AsyncIterator[Vulnerability]:
    for listed in _LISTS:
        after: str | None = None
        while True:
            page = await listed(db, finding.id, Window(first=_PAGE, after=after))
            for vulnerability in page.nodes:
                yield vulnerability
            if not page.more:
                break
            after = page.end
