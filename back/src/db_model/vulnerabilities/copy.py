"""Writes that make a copy of a vulnerability, with all its history, under another id."""

from collections.abc import Sequence
from dataclasses import replace

from db_model.keys import HISTORY
from db_model.paging import everything
from db_model.types import VulnerabilityId
from db_model.vulnerabilities import keys
from db_model.vulnerabilities.types import Vulnerability
from store.types import Absent, AtVersion, Check, Database, Item, Key, Put, Query


async def entries(db: Database, id_: VulnerabilityId) -> tuple[Item, ...]:
    """Return the history of a vulnerability as it lies there: a strong query a thousand."""
    query = Query(pk=keys.main(id_).pk, prefix=HISTORY, limit=1000, strong=True)
    return await everything(db, query)


async def missing(db: Database, found: Sequence[Item], of: VulnerabilityId) -> tuple[Put, ...]:
    """Return the writes of those entries of ``found`` that the history of ``of`` lacks: a get."""
    copies = [replace(item, key=Key(keys.main(of).pk, item.key.sk)) for item in found]
    stored = await db.get([copy.key for copy in copies]) if copies else ()
    return tuple(
        Put(copy, Absent()) for copy, item in zip(copies, stored, strict=True) if item is None
    )


def copied(copy: Vulnerability) -> Put:
    """Return the write that makes ``copy``; its history is written before it, or with it."""
    return Put(keys.item(copy), Absent())


def unchanged(vulnerability: Vulnerability) -> Check:
    """Return what lets a commit through only while ``vulnerability`` is as it was read."""
    return Check(keys.main(vulnerability.id), AtVersion(vulnerability.version))
