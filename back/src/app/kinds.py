"""Every kind of job that the service runs."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from app.consumers import KINDS
from blobs.types import BlobStore
from db_model.imports.types import Import
from envelopes.keyring import Keyring
from envelopes.rotate import kinds as rotations
from imports.run import Means, kinds
from jobs.types import LEASE, Kind
from kit.time import Clock
from moves.domain.job import kinds as moves
from removals.domain.group import kinds as removals
from roles.domain import kinds as replacements
from roots.domain.exclusion import kinds as exclusions
from roots.domain.service import kinds as sortings
from stakeholders.domain import handing_over as handings_over
from stakeholders.domain import kinds as admissions
from stakeholders.domain import watch_kinds
from store.types import Store
from vulnerabilities.domain import kinds as finding_removals


def job_kinds(
    store: Store,
    blobs: BlobStore,
    clock: Clock,
    *,
    keyring: Keyring,
    ended: Callable[[Import], None],
) -> tuple[Kind, ...]:
    """Return every kind of job that the service runs; ``ended`` hears of each import's end."""
    means = Means(store=store, blobs=blobs, clock=clock, ended=ended)
    return (
        *kinds(means),
        *exclusions(store, clock),
        *sortings(store, clock),
        *admissions(store, clock),
        *handings_over(store, clock),
        *moves(store, blobs, keyring, clock),
        *watch_kinds(store, clock),
        *replacements(store, clock),
        *removals(store, blobs, clock),
        *finding_removals(store, clock),
        *rotations(store, keyring, clock),
    )


def leases(store: Store, blobs: BlobStore, clock: Clock) -> Mapping[str, timedelta]:
    """Return the names of all kinds of job, also of what is derived, and how long they are leased.

    No search needs to be there for it, and no key.
    """
    keyring = Keyring(encryptions=(), clock=clock)
    kinds = job_kinds(store, blobs, clock, keyring=keyring, ended=lambda _: None)
    return {kind.name: kind.lease for kind in kinds} | dict.fromkeys(KINDS, LEASE)
