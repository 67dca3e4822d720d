"""A real SMTP server in a test, that takes mail or is told how not to."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Final
from warnings import catch_warnings, simplefilter

import trustme
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from mail.smtp import Server

USER: Final = "integrates"
PASSWORD: Final = "correct horse battery"
HOST: Final = "localhost"


@dataclass(slots=True)
class Post:
    """What a server took, and how it answers: a reply instead of taking the mail, or none."""

    taken: list[Envelope] = field(default_factory=list)
    to_recipient: str = "250 OK"
    to_data: str = "250 OK"
    hangs_up: bool = False

    async def handle_RCPT(  # noqa: N802 - the name and the arguments are the library's
        self, _: SMTP, __: Session, envelope: Envelope, address: str, ___: list[str]
    ) -> str:
        if self.to_recipient.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.to_recipient

    async def handle_DATA(  # noqa: N802 - as above
        self, server: SMTP, _: Session, envelope: Envelope
    ) -> str:
        if self.to_data.startswith("250"):
            self.taken.append(envelope)
        if self.hangs_up:
            _abort(server)
        return self.to_data

    @property
    def messages(self) -> list[EmailMessage]:
        return [_message(each) for each in self.taken]


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A server that listens, what it took, and how a client that is set up well speaks to it."""

    post: Post
    server: Server
    authority: Path


@asynccontextmanager
async def an_smtp_server(folder: Path, *, starttls: bool = True) -> AsyncIterator[Served]:
    """Serve with a certificate for ``localhost``; only who signs in over TLS is let in."""
    authority, post = trustme.CA(), Post()
    theirs = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(HOST).configure_cert(theirs)
    file = folder / "authority.pem"
    authority.cert_pem.write_to_path(str(file))

    spoken: list[SMTP] = []

    def connected() -> SMTP:
        with catch_warnings():
            simplefilter("ignore")  # it does not know of TLS from the first byte on
            spoken.append(_speaker())
        return spoken[-1]

    def _speaker() -> SMTP:
        return SMTP(
            post,
            enable_SMTPUTF8=True,
            tls_context=theirs if starttls else None,
            require_starttls=starttls,
            auth_required=True,
            auth_require_tls=starttls,
            authenticator=_known,
        )

    loop = asyncio.get_running_loop()
    listening = await loop.create_server(
        connected, "127.0.0.1", 0, ssl=None if starttls else theirs
    )
    port = listening.sockets[0].getsockname()[1]
    server = Server(
        host=HOST,
        port=port,
        tls=ssl.create_default_context(cafile=str(file)),
        starttls=starttls,
        user=USER,
        password=PASSWORD,
    )
    try:
        yield Served(post=post, server=server, authority=file)
    finally:
        listening.close()
        for each in spoken:
            _abort(each)
        await listening.wait_closed()
        await asyncio.sleep(0.01)  # connections end in the loop's own time


def _message(envelope: Envelope) -> EmailMessage:
    assert isinstance(envelope.content, bytes)
    # The policy's messages are of this class.
    return message_from_bytes(envelope.content, _class=EmailMessage, policy=default)


def _abort(speaker: SMTP) -> None:
    if isinstance(speaker.transport, asyncio.Transport):
        speaker.transport.abort()


def _known(_: SMTP, __: Session, ___: Envelope, ____: str, given: object) -> AuthResult:
    is_known = (
        isinstance(given, LoginPassword)
        and given.login == USER.encode()
        and given.password == PASSWORD.encode()
    )
    # Otherwise nothing at all is answered to who is refused.
    return AuthResult(success=is_known, handled=is_known)
