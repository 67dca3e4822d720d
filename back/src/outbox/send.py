"""The job that sends a mail of the outbox.

A mail is handed over at least once and, as far as can be known, once.  Before it is handed over
it is noted that this begins; when the answer is known the note is taken back or the mail is
removed.  Who dies in between leaves the note, and a mail with ``MOST_UNSURE`` notes is sent no
more: so many times it goes out at most, with the same ``Message-ID``.

The secret of a link is made here, when the mail is sent: the store only ever knows its digest.
A mail that had to be sent again has other links, and those of both are good, until one is used.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from db_model.access.keys import of_group, of_organization
from db_model.access.types import GroupAccess, OrganizationAccess
from db_model.codec import maybe
from db_model.links.add import added as link_added
from db_model.links.types import Asked, Link, Purpose
from db_model.mails.get import mail as stored_mail
from db_model.mails.remove import removed
from db_model.mails.types import Answer, OutgoingMail
from db_model.mails.update import changed
from db_model.stakeholders.get import stakeholders
from db_model.types import Email, GroupName, MailId, OrganizationId
from jobs.types import Kind, Run
from kit.secrets import digest_of, new_secret
from kit.time import Clock, milliseconds
from mail.content import content_of
from mail.errors import NotDelivered
from mail.types import Mail, Mailer
from outbox.addresses import addresses
from outbox.errors import Overtaken
from store.types import Cancelled, Database, Store, Write
from store.versions import next_version

SEND: Final = "send-mail"
MOST_UNSURE: Final = 2
# About a day of trying: mail servers are put right by people.
ATTEMPTS: Final = 30
_BACKOFF: Final = timedelta(seconds=5)
_BACKOFF_LIMIT: Final = timedelta(hours=1)
_LIMIT: Final = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """What delivers mail, and the origin at which its readers reach us."""

    mailer: Mailer
    origin: str


def kinds(store: Store, post: Post, clock: Clock) -> tuple[Kind, ...]:
    """Return the kind of job that sends mail."""

    async def handle(job: Run) -> None:
        await send(store, post, job, at=clock())

    return (
        Kind(
            name=SEND,
            handle=handle,
            attempts=ATTEMPTS,
            limit=_LIMIT,
            backoff=_BACKOFF,
            backoff_limit=_BACKOFF_LIMIT,
        ),
    )


async def send(store: Store, post: Post, job: Run, *, at: datetime) -> None:
    """Send the mail that the job is about, unless it was sent or nobody waits for its answer.

    Raises:
        NotDelivered: it was not sent, and may be later; or PerhapsDelivered, from the mailer.
        Overtaken: another runner has taken the job over.
    """
    mail = await stored_mail(store, MailId(job.subject))
    if mail is None or mail.failure:
        return
    if not await _is_asked(store, mail, at=at):
        await _committed(store, job, removed(mail))
        return
    if mail.unsure >= MOST_UNSURE:
        failed = _next(mail, at=at, failure="the mail server did not say whether it took the mail")
        await _committed(store, job, changed(mail, failed))
        return
    links, writes = _links(mail, post.origin, at=at)
    begun = _next(mail, at=at, unsure=mail.unsure + 1)
    await _committed(store, job, (*changed(mail, begun), *writes))
    try:
        await post.mailer.deliver(_letter(mail, {"origin": post.origin} | links))
    except NotDelivered as refused:
        failure = refused.reason if refused.is_final else ""
        after = _next(begun, at=at, unsure=mail.unsure, failure=failure)
        await _committed(store, job, changed(begun, after))
        if refused.is_final:
            return
        raise
    await _committed(store, job, removed(begun))


async def _committed(store: Store, job: Run, writes: Sequence[Write]) -> None:
    if isinstance(await store.commit((*writes, job.fence)), Cancelled):
        raise Overtaken


def _next(
    mail: OutgoingMail, *, at: datetime, unsure: int | None = None, failure: str = ""
) -> OutgoingMail:
    return replace(
        mail,
        unsure=mail.unsure if unsure is None else unsure,
        failure=failure,
        version=next_version(mail.version, milliseconds(at)),
    )


def _links(
    mail: OutgoingMail, origin: str, *, at: datetime
) -> tuple[dict[str, str], tuple[Write, ...]]:
    """Return the addresses that the mail names, and the writes that make them lead somewhere."""
    if mail.answer is None:
        return {}, ()
    secret, writes = link_made(mail.to, mail.answer, at=at)
    return addresses(origin, mail.answer.purpose, secret), writes


def link_made(email: Email, answer: Answer, *, at: datetime) -> tuple[str, tuple[Write, ...]]:
    """Return the secret of a new link to ``answer``, and the writes that make it good."""
    secret = new_secret()
    digest = digest_of(secret)
    assert digest is not None, "a new secret is one of ours"
    link = Link(
        purpose=answer.purpose,
        email=email,
        subject=answer.subject,
        asked_id=answer.asked.id,
        until=answer.asked.until,
        version=milliseconds(at),
    )
    return secret, link_added(digest, link)


def _letter(mail: OutgoingMail, links: dict[str, str]) -> Mail:
    return Mail(
        id=mail.id,
        to=mail.to,
        content=content_of(mail.template, dict(mail.values) | links),
        written_at=mail.written_at,
    )


async def _is_asked(db: Database, mail: OutgoingMail, *, at: datetime) -> bool:
    """Return whether what the mail asks still waits for an answer: a get."""
    if mail.answer is None:
        return True
    now = await asked_now(db, mail.to, mail.answer.purpose, mail.answer.subject)
    return now is not None and now.id == mail.answer.asked.id and now.until > at


async def asked_now(db: Database, email: Email, purpose: Purpose, subject: str) -> Asked | None:
    """Return what ``email`` is asked there, if anything."""
    match purpose:
        case Purpose.DELETION:
            (person,) = await stakeholders(db, [email])
            return person.deletion if person else None
        case Purpose.GROUP:
            (item,) = await db.get([of_group(email, GroupName(subject))], strong=True)
            in_group = maybe(GroupAccess, item)
            return in_group.invitation if in_group else None
        case Purpose.ORGANIZATION:
            (item,) = await db.get([of_organization(email, OrganizationId(subject))], strong=True)
            within = maybe(OrganizationAccess, item)
            return within.invitation if within else None
