"""Mail through an SMTP server (RFC 5321), one connection a mail.

A fault of TLS is no ``SMTPException`` but an ``OSError``, so both are looked for everywhere.
"""

from dataclasses import dataclass
from ssl import SSLContext
from typing import Final

from aiosmtplib import SMTP
from aiosmtplib.errors import (
    SMTPDataError,
    SMTPException,
    SMTPRecipientsRefused,
    SMTPResponseException,
)

from mail.errors import NotDelivered, PerhapsDelivered
from mail.mime import mime
from mail.types import Mail

_PATIENCE_S: Final = 30.0
_FOR_GOOD: Final = 500  # replies from here on are for good (RFC 5321, section 4.2.1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A server and how to speak to it.

    ``tls`` has the certificates that are trusted; ``None`` sends in plain text.  With
    ``starttls`` the connection begins in plain text and goes no further without TLS.
    """

    host: str
    port: int
    tls: SSLContext | None
    starttls: bool = True
    user: str | None = None
    password: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpMailer:
    server: Server
    sender: str
    patience_s: float = _PATIENCE_S

    async def deliver(self, mail: Mail) -> None:
        client = _client(self.server, self.patience_s)
        try:
            await client.connect()
        except (SMTPException, OSError) as fault:
            client.close()
            raise NotDelivered(_told("no connection to the mail server", fault)) from fault
        try:
            await client.send_message(mime(mail, sender=self.sender), recipients=[mail.to])
        except SMTPRecipientsRefused as refused:
            code = refused.recipients[0].code
            reason = f"the mail server refuses the recipient: {code}"
            raise NotDelivered(reason, is_final=code >= _FOR_GOOD) from refused
        except SMTPResponseException as refused:
            raise _refusal(refused) from refused
        except (SMTPException, OSError) as fault:
            raise PerhapsDelivered(_told("the mail server did not answer", fault)) from fault
        finally:
            client.close()


def _client(server: Server, patience_s: float) -> SMTP:
    implicit = server.tls is not None and not server.starttls
    return SMTP(
        hostname=server.host,
        port=server.port,
        use_tls=implicit,
        start_tls=server.tls is not None and server.starttls,
        tls_context=server.tls,
        username=server.user,
        password=server.password,
        timeout=patience_s,
    )


def _refusal(refused: SMTPResponseException) -> NotDelivered:
    """Return what a reply means: the content may be refused for good, the rest is set up wrong."""
    is_final = isinstance(refused, SMTPDataError) and refused.code >= _FOR_GOOD
    return NotDelivered(f"the mail server refuses the mail: {refused.code}", is_final=is_final)


def _told(what: str, fault: Exception) -> str:
    """Return what went wrong, without the server's words: those may repeat what was sent."""
    code = f" {fault.code}" if isinstance(fault, SMTPResponseException) else ""
    return f"{what}: {type(fault).__name__}{code}"
