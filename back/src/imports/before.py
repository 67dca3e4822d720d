"""What an import changes, as it was before: kept until a later import of the same tools.

A blob is written before the commits that change what it holds, and each of them says how far
it is true.  Runs of the job write apart: one that was overtaken may still write, after the next
has changed the same.
"""

import asyncio
import gzip
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Final

from blobs.types import BlobStore
from db_model.codec import decode_body, encode
from db_model.imports.types import ImageBlob, Import
from db_model.types import VulnerabilityId
from db_model.vulnerabilities.types import Vulnerability
from imports import plan
from jobs.types import Run
from store.types import AtVersion

_LEVEL: Final = 1  # of gzip: the text is most alike, and commits wait for it


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """A vulnerability as it ``was`` before a step of an import, and as the step ``left`` it."""

    step: int
    was: Vulnerability
    left: Vulnerability


async def keep(
    blobs: BlobStore, import_: Import, job: Run, images: Sequence[Image]
) -> ImageBlob | None:
    """Keep ``images`` of the steps that come next, and return what names them: yet for no step.

    ``None`` where there are none.
    """
    assert import_.plan is not None, "only a plan has steps"
    if not images:
        return None
    start = import_.plan.applied
    kept = ImageBlob(run=_number(job), start=start, stop=start)
    # Packing takes as long as several requests: they go on meanwhile.
    packed = await asyncio.to_thread(_packed, tuple(images))
    await blobs.put(plan.before(import_.id, kept), packed)
    return kept


def kept_until(before: tuple[ImageBlob, ...], kept: ImageBlob | None) -> tuple[ImageBlob, ...]:
    """Return ``before`` with ``kept`` as its last, which replaces one of the same start."""
    if kept is None:
        return before
    others = before[:-1] if before and before[-1].start == kept.start else before
    return (*others, kept)


async def images(blobs: BlobStore, import_: Import) -> AsyncIterator[Image]:
    """Yield what ``import_`` changed, in the order in which it did."""
    for kept in import_.plan.before if import_.plan is not None else ():
        path = plan.before(import_.id, kept)
        for image in await asyncio.to_thread(_unpacked, await blobs.get(path), path):
            if image.step < kept.stop:
                yield image


async def before_of(
    blobs: BlobStore, import_: Import, vulnerability_id: VulnerabilityId
) -> Vulnerability | None:
    """Return a vulnerability as it was before ``import_`` changed it, reading on until it is found.

    ``None`` where it did not, made it, or cannot be rolled back any more.
    """
    async for image in images(blobs, import_):
        if image.was.id == vulnerability_id:
            return image.was
    return None


def _packed(images: tuple[Image, ...]) -> bytes:
    return gzip.compress(encode(images), _LEVEL, mtime=0)


def _unpacked(packed: bytes, path: str) -> tuple[Image, ...]:
    return decode_body(tuple[Image, ...], gzip.decompress(packed), of=path)


def _number(job: Run) -> int:
    """Return what tells the runs of a job apart: each takes its fence anew."""
    assert isinstance(job.fence.expect, AtVersion), "a fence is held at a version"
    return job.fence.expect.version
