"""Handing over what somebody owned who left an organization: a durable job, in chunks.

At once nobody but an administrator can read the secrets: their owner reaches the organization no
more.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from authz.access import Principal, access_of
from db_model.access.get import of_organization
from db_model.access.types import Membership, OrganizationAccess, OrganizationRole
from db_model.commit import attempted, commit, made_by
from db_model.credentials.get import of_organization as credentials_of
from db_model.credentials.types import Credentials
from db_model.credentials.update import updated
from db_model.types import Email, OrganizationId
from jobs.enqueue import enqueue
from jobs.types import Kind, Run
from kit.time import Clock, milliseconds
from stakeholders.domain._circulars import Handover, handover_told
from stakeholders.rules.members import PLATFORM, heir
from store.requests import RequestStore
from store.types import Database, Store, Write
from store.versions import next_version

HAND_OVER: Final = "hand-over-credentials"
_A_COMMIT: Final = 50


async def departure(db: Database, left: Iterable[Membership], *, at: datetime) -> tuple[Write, ...]:
    """Return the wishes that what is owned by those who ``left`` organizations be handed over."""
    return tuple(
        [
            await enqueue(db, HAND_OVER, _subject(each), now=at)
            for each in left
            if isinstance(each, OrganizationAccess)
        ]
    )


def handing_over(store: Store, clock: Clock) -> tuple[Kind, ...]:
    """Return the kind of job that hands credentials over."""

    async def handle(job: Run) -> None:
        await hand_over(store, job, at=clock())

    return (Kind(name=HAND_OVER, handle=handle),)


async def hand_over(store: Store, job: Run, *, at: datetime) -> None:
    """Give the credentials of the person that the job is about to another of the same role.

    The platform's own account gets them where there is none.  Who is to know it is told by mail.

    Raises:
        ChangedMeanwhile: another runner has taken the job over, or others changed the same again
            and again; what was handed over stays so.
    """
    role, id_, email = job.subject.split("/", 2)
    of, owner = OrganizationId(id_), Email(email)

    async def attempt() -> bool:
        db = RequestStore(store)
        person = await access_of(db, Principal(email=owner))
        if person is not None and of in person.organizations:
            return False
        held = [each for each in await credentials_of(db, of) if each.owner == owner]
        if held:
            to = heir(OrganizationRole(role), await of_organization(db, of), leaving=owner)
            chosen = held[:_A_COMMIT]
            handover = Handover(credentials=chosen, to=to, by=PLATFORM)
            told = await handover_told(db, handover, at=at)
            writes = (*_given(chosen, to, at=at), *told, job.fence)
            await commit(db, writes, made_by(PLATFORM, at=at))
        return len(held) > _A_COMMIT

    while await attempted(attempt):
        pass


def _given(held: Sequence[Credentials], to: Email, *, at: datetime) -> tuple[Write, ...]:
    return tuple(
        write
        for was in held
        for write in updated(
            was, replace(was, owner=to, version=next_version(was.version, milliseconds(at)))
        )
    )


def _subject(access: OrganizationAccess) -> str:
    return f"{access.role}/{access.organization_id}/{access.email}"
