"""What was found in a removed group: its vulnerabilities, then its findings."""

from asyncio import gather
from collections.abc import Sequence
from functools import partial

from db_model.codec import decode
from db_model.findings import keys
from db_model.findings.types import Finding
from db_model.groups.keys import main as group_key
from db_model.paging import pages
from db_model.partitions import erased, stored_in
from db_model.vulnerabilities import keys as vulnerability_keys
from db_model.vulnerabilities.types import Vulnerability
from removals.domain.work import Work, done
from store.types import AtVersion, Database, Delete, Index, Item, Query, Whatever, Write

_AT_ONCE = 30  # of two or three items each: most often one commit


async def remove_vulnerabilities(work: Work) -> None:
    """Remove every vulnerability ever seen in the group, and the figures that it counts in."""
    query = Query(
        pk=vulnerability_keys.of_group(work.group.name),
        index=Index.G3,
        prefix="VUL#",
        limit=_AT_ONCE,
    )
    async for page in pages(work.store, query):
        await done(work, partial(_vulnerabilities, page))


async def remove_findings(work: Work) -> None:
    """Remove every finding of the group, with the guard of its rule."""
    pk = group_key(work.group.name).pk
    query = Query(pk=pk, index=Index.G1, prefix="FIN#", limit=_AT_ONCE)
    async for page in pages(work.store, query):
        await done(work, partial(_findings, page))


async def _vulnerabilities(page: Sequence[Item], db: Database) -> Sequence[Write]:
    found = await gather(*(stored_in(db, item.key.pk) for item in page))
    # Whoever counts one that the list told late may count it to a finding that is gone.
    of = {
        decode(Vulnerability, listed).finding_id
        for listed, items in zip(page, found, strict=True)
        if items
    }
    figures = (Delete(keys.figures(id_), Whatever()) for id_ in sorted(of))
    return (*figures, *(write for items in found for write in erased(items)))


async def _findings(page: Sequence[Item], db: Database) -> Sequence[Write]:
    found = await gather(*(_finding(db, decode(Finding, item)) for item in page))
    return tuple(write for writes in found for write in writes)


async def _finding(db: Database, listed: Finding) -> Sequence[Write]:
    items = await stored_in(db, keys.main(listed.id).pk)
    if not items:
        return ()
    rule = listed.detected_by
    guards = await db.get([keys.rule(listed.group_name, rule)], strong=True) if rule else ()
    return (
        *(
            Delete(guard.key, AtVersion(guard.version))
            for guard in guards
            if guard is not None and guard.body == listed.id.encode()
        ),
        *erased(items),
    )
