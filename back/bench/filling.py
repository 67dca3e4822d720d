"""A portfolio put into a store in bulk: the items that imports would have put there."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Final

from population import BY, Part

from db_model.commit import commit
from db_model.context import Origin
from db_model.findings.add import added as finding_added
from db_model.findings.types import Figures
from db_model.findings.update import counted
from db_model.roots.add import added as root_added
from db_model.types import FindingId
from db_model.vulnerabilities.add import added
from db_model.vulnerabilities.search import document
from search.types import Doc
from store.types import Database, Write
from vulnerabilities.rules import figures_change, figures_sum

_WRITES: Final = 96  # of a commit, beside the item that tells where it comes from


async def fill(db: Database, part: Part, *, at: datetime) -> None:
    """Put a part into the store."""
    writes = iter(_writes(part))
    while some := list(islice(writes, _WRITES)):
        await commit(db, some, Origin(principal=BY, at=at))


def documents(part: Part) -> Sequence[Doc]:
    """Return the documents of a part as the projections would make them."""
    return [document(each, finding, part.root) for each, finding in part.vulnerabilities]


def _writes(part: Part) -> Iterator[Write]:
    yield from root_added(part.root, ())
    for finding in part.findings:
        yield from finding_added(finding)
    changes: dict[FindingId, list[Figures]] = {}
    for vulnerability, finding in part.vulnerabilities:
        yield from added(vulnerability)
        change = figures_change(None, vulnerability.state)
        changes.setdefault(finding.id, []).append(change)
    for id_, several in changes.items():
        yield from counted(id_, figures_sum(tuple(several)))
