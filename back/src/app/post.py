"""What delivers mail, as the settings name it; only that adapter is imported."""

import ssl
from pathlib import Path
from typing import Final

from jobs.types import Kind
from kit.time import Clock
from mail.types import Mailer
from outbox.send import Post, kinds
from settings import MailEngine, MailSecurity, Settings
from store.types import Store

FOLDER: Final = "mail"


def post_of(settings: Settings) -> Post:
    """Return what sends the mails of the outbox; it opens nothing by itself."""
    return Post(mailer=_mailer(settings), origin=settings.public_origin)


def mail_kinds(settings: Settings, store: Store, clock: Clock) -> tuple[Kind, ...]:
    """Return the kind of job that sends mail by what the settings name."""
    return kinds(store, post_of(settings), clock)


def mail_folder(settings: Settings) -> Path:
    """Return where mails lie that no server sends."""
    return settings.state_dir / FOLDER


def _mailer(settings: Settings) -> Mailer:
    given = settings.mail
    if given.mailer is MailEngine.FILES:
        from mail.folder import FolderMailer  # noqa: PLC0415  # only what is configured is imported

        return FolderMailer(folder=mail_folder(settings), sender=given.mail_from)
    from mail.smtp import Server, SmtpMailer  # noqa: PLC0415  # as above

    assert given.smtp_host is not None, "settings without a host are refused"
    secure = given.smtp_security is not MailSecurity.NONE
    cafile = None if given.smtp_ca_file is None else str(given.smtp_ca_file)
    server = Server(
        host=given.smtp_host,
        port=given.smtp_port,
        tls=ssl.create_default_context(cafile=cafile) if secure else None,
        starttls=given.smtp_security is MailSecurity.STARTTLS,
        user=given.smtp_user,
        password=given.smtp_password,
    )
    return SmtpMailer(server=server, sender=given.mail_from)
