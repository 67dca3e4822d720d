"""Reminding whoever is soon let go for doing nothing: one mail each time, well before."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from authz.access import Access, Principal, access_of
from db_model.commit import attempted, commit, made_by
from db_model.mails.types import OutgoingMail
from db_model.organizations.types import Organization
from db_model.reminders.get import last_reminder
from db_model.reminders.put import reminded
from db_model.reminders.types import Reminder
from db_model.types import Email, MailId
from kit.ids import derived_id
from kit.time import milliseconds
from outbox.queue import queued
from stakeholders.domain._letters import written
from stakeholders.domain._organization_access import check_leavable
from stakeholders.errors import LastGroupManager, LastOrganizationManager
from stakeholders.rules.members import is_reminded
from store.types import Check, Database
from store.versions import next_version


@dataclass(frozen=True, slots=True, kw_only=True)
class Idle:
    """Somebody who did nothing ``since``, for which a place is lost after so many ``days``.

    That is the place in the organization, or without one the account.
    """

    email: Email
    organization: Organization | None
    since: datetime
    days: int


async def remind(db: Database, idle: Idle, *, by: Email, fence: Check, at: datetime) -> None:
    """Remind somebody, unless that was done since the last activity, or it is not time yet.

    Whoever would be kept, as the last manager is, is not reminded.  One commit: the mail is sent
    if, and only if, it is remembered that it is.

    Raises:
        ChangedMeanwhile: another runner has taken the job over.
    """
    if not is_reminded(idle.since, days=idle.days, now=at):
        return
    await attempted(lambda: _reminded(db, idle, by=by, fence=fence, at=at))


async def _reminded(db: Database, idle: Idle, *, by: Email, fence: Check, at: datetime) -> None:
    of = idle.organization.id if idle.organization else None
    was = await last_reminder(db, idle.email, of)
    if was is not None and was.since == idle.since:
        return
    person = await access_of(db, Principal(email=idle.email))
    if person is None or not await _would_leave(db, person, idle):
        return
    now = Reminder(
        email=idle.email,
        organization_id=of,
        since=idle.since,
        sent_at=at,
        version=next_version(was.version if was else None, milliseconds(at)),
    )
    mail = await queued(db, _mail(idle, at=at), at=at)
    await commit(db, (reminded(was, now), *mail, fence), made_by(by, at=at))


async def _would_leave(db: Database, person: Access, idle: Idle) -> bool:
    if idle.organization is None:
        return True
    membership = person.organizations.get(idle.organization.id)
    if membership is None or not membership.has_access:
        return False
    try:
        await check_leavable(db, person, membership)
    except (LastGroupManager, LastOrganizationManager):
        return False
    return True


def _mail(idle: Idle, *, at: datetime) -> OutgoingMail:
    organization = idle.organization
    of = organization.id if organization else ""
    name = (("organization", organization.name),) if organization else ()
    since, days = written(idle.since), str(idle.days)
    return OutgoingMail(
        id=MailId(derived_id("reminder", idle.email, of, idle.since.isoformat())),
        to=idle.email,
        template="inactive_member" if organization else "inactive_account",
        values=(
            *name,
            ("days", days),
            ("since", since),
            ("until", written(idle.since + timedelta(days=idle.days))),
        ),
        written_at=at,
        version=milliseconds(at),
    )
