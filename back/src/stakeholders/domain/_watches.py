"""Tokens on their way to their end: a job warns of it, and revokes what nobody uses."""

from asyncio import gather
from datetime import datetime, timedelta
from typing import Final

from authz.access import Principal, access_of
from db_model.api_tokens.get import uses
from db_model.api_tokens.remove import removed
from db_model.api_tokens.types import ApiToken
from db_model.commit import attempted, commit, made_by
from db_model.mails.types import Circular
from db_model.notices.add import added as notice_added
from db_model.notices.get import is_told
from db_model.notices.types import Notice, NoticeKind
from db_model.types import Email, MailId
from jobs.cancel import cancelled
from jobs.enqueue import enqueue
from jobs.types import Kind, Run
from kit.ids import derived_id
from kit.time import Clock, milliseconds
from outbox.queue import circulated
from stakeholders.domain._circulars import keepers_of_agent
from stakeholders.domain._letters import written
from stakeholders.rules.members import is_service_account
from stakeholders.rules.tokens import UNUSED, looks, warned_of
from store.requests import RequestStore
from store.types import Database, Delete, Store, Write

WATCH: Final = "watch-token"  # the job that looks at a token at one of its instants


def watch_kinds(store: Store, clock: Clock) -> tuple[Kind, ...]:
    """Return the kind of job that looks at tokens."""

    async def watch(job: Run) -> None:
        await watch_token(RequestStore(store), job, at=clock())

    return (Kind(name=WATCH, handle=watch),)


async def watched(db: Database, token: ApiToken) -> tuple[Write, ...]:
    """Return the wishes that a new token be looked at before it ends."""
    wishes = (
        enqueue(db, WATCH, _subject(token, at), now=token.issued_at, run_after=at)
        for at in looks(token)
    )
    return tuple(await gather(*wishes))


def unwatched(token: ApiToken) -> tuple[Delete, ...]:
    """Return the writes by which a token that goes is looked at no more.

    Where they are left out the job finds nothing, and that is all.
    """
    return tuple(cancelled(WATCH, _subject(token, at)) for at in looks(token))


async def watch_token(db: Database, job: Run, *, at: datetime) -> None:
    """Revoke the token of the job if nobody uses it, else warn of its end if that is near.

    One commit, with a mail to whoever is to know it; a second run finds that it was told.

    Raises:
        ChangedMeanwhile: another runner has taken the job over.
    """
    id_, email, _ = job.subject.split("/")

    async def attempt() -> None:
        person = await access_of(db, Principal(email=Email(email)))
        token = next((each for each in person.tokens if each.id == id_), None) if person else None
        if token is None or token.expires_at <= at:
            return
        writes = await _due(db, token, at=at)
        if writes:
            await commit(db, (*writes, job.fence), made_by(token.email, at=at))

    await attempted(attempt)


async def _due(db: Database, token: ApiToken, *, at: datetime) -> tuple[Write, ...]:
    (use,) = await uses(db, [token.id])
    if at - max(token.issued_at, use.at if use else token.issued_at) >= UNUSED:
        notice = _notice(token, NoticeKind.TOKEN_UNUSED, str(NoticeKind.TOKEN_UNUSED), at=at)
        return (*removed(token), *await _told(db, token, notice))
    before = warned_of(token, now=at)
    if before is None:
        return ()
    named = f"{NoticeKind.TOKEN_EXPIRES}/{before // timedelta(days=1)}"
    return await _told(db, token, _notice(token, NoticeKind.TOKEN_EXPIRES, named, at=at))


async def _told(db: Database, token: ApiToken, notice: Notice) -> tuple[Write, ...]:
    """Return the writes that show a notice, and mail it; none if that was done.

    That of a CI agent's token is mailed as ``keepers_of_agent`` says.
    """
    if await is_told(db, notice):
        return ()
    name = token.group_name
    to: tuple[Email, ...] = (notice.email,)
    if name is not None:
        to = await keepers_of_agent(db, name, notice.email)
    circular = Circular(
        id=MailId(derived_id("notice", notice.id)),
        to=tuple(email for email in to if not is_service_account(email)),
        template=notice.kind.lower(),
        values=(
            ("place", f"the group {name}" if name else "yours"),
            ("token", token.name),
            ("until", written(token.expires_at)),
        ),
        written_at=notice.at,
        version=notice.version,
    )
    return (notice_added(notice), *await circulated(db, circular, at=notice.at))


def _notice(token: ApiToken, kind: NoticeKind, named: str, *, at: datetime) -> Notice:
    return Notice(
        id=f"{token.id}/{named}",
        email=token.issued_by or token.email,  # of who asked for that of a program
        kind=kind,
        at=at,
        token_id=token.id,
        token_name=token.name,
        token_expires_at=token.expires_at,
        version=milliseconds(at),
    )


def _subject(token: ApiToken, at: datetime) -> str:
    return f"{token.id}/{token.email}/{int(at.timestamp())}"
