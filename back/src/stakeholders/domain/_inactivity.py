"""The daily job that lets go whoever does nothing any more, and of invitations that are over.

Who is soon let go is reminded of it by one mail.  Who has signed in once, or used a token, and has
done neither for longer than the policy of an organization says, leaves it; so does an account that
is in no organization, after 90 days.  Who never did is kept, a last manager too, and administrators
of the platform keep their account.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from authz.access import Access, Principal, access_of
from authz.errors import ActionDenied
from db_model.access.remove import removed
from db_model.access.types import Membership
from db_model.api_tokens.get import uses
from db_model.commit import attempted, commit, made_by
from db_model.organizations.get import all_organizations
from db_model.organizations.types import Organization
from db_model.stakeholders.get import everybody
from db_model.types import Email, OrganizationId
from jobs.enqueue import Reader, enqueue
from jobs.types import Kind, Run
from kit.time import Clock
from stakeholders.domain._members import departed, parted
from stakeholders.domain._organization_access import leave_organization
from stakeholders.domain._reminders import Idle, remind
from stakeholders.errors import LastGroupManager, LastOrganizationManager
from stakeholders.rules.invitations import is_open
from stakeholders.rules.members import SERVICE_DOMAIN, is_inactive, is_service_account
from store.errors import Contention
from store.requests import RequestStore
from store.types import Cancelled, Database, Put, Store

LET_GO: Final = "let-go-inactive"
BY: Final = Email(f"inactivity@{SERVICE_DOMAIN}")  # whom the audit trail names
OF_NO_ORGANIZATION: Final = 90  # days
_HOUR: Final = time(1)  # UTC
_DAY: Final = timedelta(days=1)
_AT_ONCE: Final = 40  # invitations of two writes each; the next day takes the rest


@dataclass(frozen=True, slots=True, kw_only=True)
class _Round:
    job: Run
    organizations: Mapping[OrganizationId, Organization]
    at: datetime


def daily(store: Store, clock: Clock) -> tuple[Kind, ...]:
    """Return the kind of job that lets go whoever is inactive."""

    async def handle(job: Run) -> None:
        await let_go(store, job, at=clock())
        await _wish_for_the_next(store, job, now=clock())

    return (Kind(name=LET_GO, handle=handle, limit=timedelta(hours=6)),)


async def wish_to_let_go(db: Reader, day: date, *, now: datetime) -> Put:
    """Return the write that has the job run an hour after the end of ``day``, in UTC."""
    due = datetime.combine(day + _DAY, _HOUR, tzinfo=UTC)
    return await enqueue(db, LET_GO, day.isoformat(), now=now, run_after=due)


async def let_go(store: Store, job: Run, *, at: datetime) -> None:
    """Look at everybody: a query and a get each, and commits for whoever leaves.

    Raises:
        ChangedMeanwhile: another runner has taken the job over; the next attempt does the rest.
    """
    found = {each.id: each async for each in all_organizations(store)}
    round_ = _Round(job=job, organizations=found, at=at)
    async for stakeholder in everybody(store):
        if not is_service_account(stakeholder.email):
            await _look_at(RequestStore(store), round_, stakeholder.email)


async def _look_at(db: Database, round_: _Round, email: Email) -> None:
    person = await access_of(db, Principal(email=email))
    if person is None:
        return
    last = await last_activity(db, person)
    for id_, held in person.organizations.items():
        organization = round_.organizations.get(id_)
        days = organization.policies.inactivity_period if organization else OF_NO_ORGANIZATION
        if not held.has_access or last is None:
            continue
        if is_inactive(last, days=days, now=round_.at):
            await _leave(db, round_, email, id_)
        elif organization is not None:
            idle = Idle(email=email, organization=organization, since=last, days=days)
            await _remind(db, round_, idle)
    await attempted(lambda: _tidied(db, round_, email, last))


async def _remind(db: Database, round_: _Round, idle: Idle) -> None:
    await remind(db, idle, by=BY, fence=round_.job.fence, at=round_.at)


async def last_activity(db: Database, person: Access) -> datetime | None:
    """Return when a person signed in or used a token last; ``None`` for never."""
    found = await uses(db, [token.id for token in person.tokens])
    instants = [use.at for use in found if use is not None]
    if person.stakeholder.last_login_at is not None:
        instants.append(person.stakeholder.last_login_at)
    return max(instants, default=None)


async def _leave(db: Database, round_: _Round, email: Email, id_: OrganizationId) -> None:
    origin = made_by(BY, at=round_.at)
    try:
        await leave_organization(db, email, id_, origin, fence=(round_.job.fence,))
    except (ActionDenied, LastGroupManager, LastOrganizationManager):
        # Who left meanwhile is gone; an organization is not left without a manager.
        return


async def _tidied(db: Database, round_: _Round, email: Email, last: datetime | None) -> None:
    """Take back what was never answered in time, and end an account that is in nothing."""
    person = await access_of(db, Principal(email=email))
    if person is None:
        return
    held: tuple[Membership, ...] = (*person.groups.values(), *person.organizations.values())
    over = [
        each for each in held if not each.has_access and not is_open(each.invitation, now=round_.at)
    ][:_AT_ONCE]
    idle = is_inactive(last, days=OF_NO_ORGANIZATION, now=round_.at)
    if not held and idle and not person.is_admin:
        gone = departed(person, at=round_.at)
    elif over:
        gone = parted(person, over, at=round_.at)
    else:
        if not held and not person.is_admin and last is not None:
            days = OF_NO_ORGANIZATION
            await _remind(db, round_, Idle(email=email, organization=None, since=last, days=days))
        return
    taken = [write for each in over for write in removed(each, by=BY, at=round_.at)]
    await commit(db, (*taken, *gone, round_.job.fence), made_by(BY, at=round_.at))


async def _wish_for_the_next(store: Store, job: Run, *, now: datetime) -> None:
    # Never its own day, should the clock have been set back: a job cannot put itself off.
    day = max(now.date(), date.fromisoformat(job.subject) + _DAY)
    wish = await wish_to_let_go(store, day, now=now)
    if isinstance(await store.commit([wish, job.fence]), Cancelled):
        raise Contention
