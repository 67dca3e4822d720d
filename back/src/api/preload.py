"""Loading what the elements of a list will ask for: one request for all, before they ask."""

from asyncio import gather
from collections.abc import Sequence

from api.context import Context
from authz.errors import ActionDenied, RootNotFound
from db_model.findings.get import figures, findings
from db_model.findings.types import Figures, Finding, FindingStatus
from db_model.roots.get import roots
from db_model.roots.types import Root
from db_model.types import FindingId
from db_model.vulnerabilities.types import Vulnerability


async def preload(context: Context, vulnerabilities: Sequence[Vulnerability]) -> None:
    """Load the roots and the findings of ``vulnerabilities``, at once."""
    seen = context.seen
    places = {v.root_id: (v.group_name, v.root_id) for v in vulnerabilities}
    missing = [place for id_, place in places.items() if id_ not in seen.roots]
    ids = list({v.finding_id for v in vulnerabilities} - seen.findings.keys())
    found_roots, found_findings = await gather(
        roots(context.db, missing), findings(context.db, ids)
    )
    seen.roots.update({root.id: root for root in found_roots if root is not None})
    seen.findings.update({finding.id: finding for finding in found_findings if finding is not None})


async def are_seen(context: Context, vulnerabilities: Sequence[Vulnerability]) -> list[bool]:
    """Tell of each whether its finding is there, and load what they belong to: one get a hundred.

    What a removed finding has is seen by nobody, also before a job has removed it.
    """
    await preload(context, vulnerabilities)
    return [_is_there(context.seen.findings.get(each.finding_id)) for each in vulnerabilities]


def _is_there(finding: Finding | None) -> bool:
    return finding is not None and finding.state.status is not FindingStatus.DELETED


async def preload_figures(context: Context, ids: Sequence[FindingId]) -> None:
    """Load the figures of the findings, at once."""
    missing = [id_ for id_ in ids if id_ not in context.seen.figures]
    if missing:
        loaded = await figures(context.db, missing)
        context.seen.figures.update(zip(missing, loaded, strict=True))


async def root_of(context: Context, vulnerability: Vulnerability) -> Root:
    """Return the root of a vulnerability, from what was loaded or from the store."""
    await preload(context, [vulnerability])
    root = context.seen.roots.get(vulnerability.root_id)
    if root is None:
        raise RootNotFound
    return root


async def finding_of(context: Context, vulnerability: Vulnerability) -> Finding:
    """Return the finding of a vulnerability, as ``root_of`` does."""
    await preload(context, [vulnerability])
    finding = context.seen.findings.get(vulnerability.finding_id)
    if finding is None:
        raise ActionDenied
    return finding


async def figures_of(context: Context, id_: FindingId) -> Figures:
    """Return the figures of a finding, as ``root_of`` does."""
    await preload_figures(context, [id_])
    return context.seen.figures[id_]
