"""What an import did, to be undone: what it changed, then what it made."""

from collections.abc import AsyncIterator
from typing import TypeAlias

from db_model.imports.types import Import
from db_model.types import FindingId, VulnerabilityId
from imports.apply import Work, steps
from imports.before import Image, images
from imports.matching.types import OutcomeKind
from imports.types import PlannedResult

# What the import changed, or what it made.
Effect: TypeAlias = Image | PlannedResult


async def effects(work: Work, import_: Import) -> AsyncIterator[Effect]:
    """Yield what ``import_`` changed and what it made, each time in the same order."""
    async for image in images(work.blobs, import_):
        yield image
    async for made in made_by(work, import_):
        yield made


async def made_by(work: Work, import_: Import) -> AsyncIterator[PlannedResult]:
    async for each in steps(work.blobs, import_):
        if isinstance(each, PlannedResult) and each.outcome is OutcomeKind.CREATED:
            yield each


def vulnerability_of(effect: Effect) -> VulnerabilityId:
    if isinstance(effect, Image):
        return effect.was.id
    assert effect.vulnerability_id is not None, "a plan gives ids to what it creates"
    return effect.vulnerability_id


def finding_of(effect: Effect) -> FindingId | None:
    return effect.was.finding_id if isinstance(effect, Image) else effect.finding_id
