"""Every kind of job that the service runs."""

from collections.abc import Callable

from blobs.types import BlobStore
from db_model.imports.types import Import
from imports.run import Means, kinds
from jobs.types import Kind
from kit.time import Clock
from moves.domain.job import kinds as moves
from removals.domain.group import kinds as removals
from roots.domain.exclusion import kinds as exclusions
from roots.domain.service import kinds as sortings
from stakeholders.domain import kinds as admissions
from store.types import Store
from vulnerabilities.domain import kinds as finding_removals


def job_kinds(
    store: Store, blobs: BlobStore, clock: Clock, *, ended: Callable[[Import], None]
) -> tuple[Kind, ...]:
    """Return every kind of job that the service runs; ``ended`` hears of each import's end."""
    means = Means(store=store, blobs=blobs, clock=clock, ended=ended)
    return (
        *kinds(means),
        *exclusions(store, clock),
        *sortings(store, clock),
        *admissions(store, clock),
        *moves(store, blobs, clock),
        *removals(store, blobs, clock),
        *finding_removals(store, clock),
    )
