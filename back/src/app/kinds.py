"""Every kind of job that the service runs."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from app.consumers import KINDS
from app.post import mail_kinds
from blobs.types import BlobStore
from db_model.imports.types import Import
from envelopes.ageing import ageing
from envelopes.keyring import Keyring
from envelopes.rotate import kinds as rotations
from imports.run import Means
from imports.run import kinds as imports
from jobs.types import LEASE, Kind
from kit.time import Clock
from moves.domain.job import kinds as moves
from outbox.circulate import circulating
from outbox.send import SEND
from removals.domain.group import kinds as removals
from roles.domain import kinds as replacements
from roots.domain.exclusion import kinds as exclusions
from roots.domain.service import kinds as sortings
from settings import Settings
from stakeholders.domain import daily, watch_kinds
from stakeholders.domain import handing_over as handings_over
from stakeholders.domain import kinds as admissions
from store.types import Store
from vulnerabilities.domain import kinds as finding_removals


def job_kinds(
    store: Store,
    blobs: BlobStore,
    clock: Clock,
    *,
    keyring: Keyring,
    settings: Settings,
    ended: Callable[[Import], None],
) -> tuple[Kind, ...]:
    """Return every kind of job that the service runs; ``ended`` hears of each import's end."""
    kinds = _kinds(store, blobs, clock, keyring=keyring, ended=ended)
    return (*kinds, *mail_kinds(settings, store, clock))


def _kinds(
    store: Store,
    blobs: BlobStore,
    clock: Clock,
    *,
    keyring: Keyring,
    ended: Callable[[Import], None],
) -> tuple[Kind, ...]:
    means = Means(store=store, blobs=blobs, clock=clock, ended=ended)
    return (
        *imports(means),
        *exclusions(store, clock),
        *sortings(store, clock),
        *admissions(store, clock),
        *daily(store, clock),
        *handings_over(store, clock),
        *moves(store, blobs, keyring, clock),
        *watch_kinds(store, clock),
        *circulating(store, clock),
        *replacements(store, clock),
        *removals(store, blobs, clock),
        *finding_removals(store, clock),
        *rotations(store, keyring, clock),
        *ageing(store, keyring, clock),
    )


def leases(store: Store, blobs: BlobStore, clock: Clock) -> Mapping[str, timedelta]:
    """Return the names of all kinds of job, also of what is derived, and how long they are leased.

    No search, no mail server and no key need to be there for it.
    """
    keyring = Keyring(encryptions=(), clock=clock)
    found = _kinds(store, blobs, clock, keyring=keyring, ended=lambda _: None)
    return {kind.name: kind.lease for kind in found} | dict.fromkeys((*KINDS, SEND), LEASE)
