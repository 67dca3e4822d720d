"""Findings found by what they are like: a search for their ids, then a get."""

from asyncio import gather
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from db_model.findings.get import figures as stored_figures
from db_model.findings.get import findings as stored
from db_model.findings.search import SCHEMA
from db_model.findings.types import Figures, Finding, FindingStatus
from db_model.found import Asked, Found, Reach, found, in_groups, is_in
from db_model.types import FindingId
from search.checks import fields_in
from search.types import And, Or, SearchIndex, Term, Where
from store.types import Database

# How many vulnerabilities wait for review, or did not pass it: who may not be told of a finding
# is not to learn it by asking which findings have some, or in what order.
_OF_DRAFTS: Final = frozenset({"rejected", "submitted"})


async def findings_in(
    db: Database, search: SearchIndex, reach: Reach, asked: Asked
) -> Found[Finding]:
    """Return a page of the findings of ``reach`` that are asked for, as ``found`` does.

    Those that are not released are in it where ``reach`` has drafts.  What asks of drafts, by
    a filter or an order, is asked of these groups only.  What is gone, or not to be seen any
    more, is left out.

    Raises:
        ScopeTooWide: there are too many groups.
    """
    if not _OF_DRAFTS.isdisjoint(fields_in(asked.where) | {order.field for order in asked.sort}):
        reach = Reach(groups=reach.drafts, drafts=reach.drafts)
    return await _found(
        db,
        search,
        _scope(reach),
        asked,
        lambda finding, counted: (
            is_in(finding.group_name, reach.groups)
            and (counted.released or is_in(finding.group_name, reach.drafts))
        ),
    )


async def drafts(db: Database, search: SearchIndex, reach: Reach, asked: Asked) -> Found[Finding]:
    """Return a page of the findings that are not released, where ``reach`` has drafts."""
    return await _found(
        db,
        search,
        in_groups(reach.drafts),
        replace(asked, where=And((Term("released", value=False), asked.where))),
        lambda finding, counted: not counted.released and is_in(finding.group_name, reach.drafts),
    )


def _scope(reach: Reach) -> Where:
    every = in_groups(reach.groups)
    if reach.drafts == reach.groups:
        return every
    released = And((Term("released", value=True), every))
    return Or((released, in_groups(reach.drafts))) if reach.drafts else released


async def _found(
    db: Database,
    search: SearchIndex,
    scope: Where,
    asked: Asked,
    shows: Callable[[Finding, Figures], bool],
) -> Found[Finding]:
    async def load(ids: Sequence[str]) -> Sequence[Finding | None]:
        known = [FindingId(id_) for id_ in ids]
        # At once, so that they are one get.
        findings, figures = await gather(stored(db, known), stored_figures(db, known))
        return [
            finding
            if finding is not None and _is_there(finding) and shows(finding, counted)
            else None
            for finding, counted in zip(findings, figures, strict=True)
        ]

    return await found(search, SCHEMA.name, scope=scope, asked=asked, load=load)


def _is_there(finding: Finding) -> bool:
    return finding.state.status is not FindingStatus.DELETED
