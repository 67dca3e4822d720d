"""Findings as they are listed over many groups."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from api.context import Context
from api.filters.asked import Facets, asked_from
from api.preload import preload_figures
from api.resolvers.searched import USUAL, Listed
from authz.access import Access
from authz.policy import Action
from db_model.findings.find import drafts, findings_in
from db_model.findings.search import SCHEMA
from db_model.findings.types import Finding
from db_model.found import Asked, Found, Reach


def _asked(arguments: Mapping[str, Any], facets: Facets) -> Asked:
    return asked_from(arguments, SCHEMA, usual=USUAL, facets=facets)


def _reach(caller: Access) -> Reach:
    """Return where ``caller`` reads findings, and where also all that is told of drafts."""
    return Reach(
        groups=caller.groups_allowing(Action.READ_GROUP),
        drafts=caller.groups_allowing(
            Action.READ_GROUP,
            Action.READ_DRAFT_FINDING,
            Action.READ_REJECTED_VULNERABILITIES,
            Action.READ_SUBMITTED_VULNERABILITIES,
        ),
    )


async def _found(context: Context, reach: Reach, asked: Asked) -> Found[Finding]:
    return await findings_in(context.db, context.search, reach, asked)


async def _with_figures(context: Context, findings: Sequence[Finding]) -> list[bool]:
    """Load the figures of ``findings``, all of which are to be seen."""
    await preload_figures(context, [finding.id for finding in findings])
    return [True] * len(findings)


async def _drafts(context: Context, reach: Reach, asked: Asked) -> Found[Finding]:
    return await drafts(context.db, context.search, reach, asked)


DRAFTS: Final = Listed(asked=_asked, reach=_reach, find=_drafts, judge=_with_figures)
FINDINGS: Final = Listed(asked=_asked, reach=_reach, find=_found, judge=_with_figures)
