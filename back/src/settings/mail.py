"""How mail is sent."""

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from settings.forms import Port, Told


class MailEngine(StrEnum):
    FILES = "files"
    SMTP = "smtp"


class MailSecurity(StrEnum):
    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSettings:
    mailer: Annotated[
        MailEngine,
        Told("files or smtp", "What mail is sent by; files lie in mail/ of the state directory."),
    ] = MailEngine.FILES
    mail_from: Annotated[str, Told("an address, maybe with a name", "Who mail comes from.")] = (
        "Integrates <integrates@localhost>"
    )
    smtp_host: Annotated[
        str | None, Told("a host", "The mail server; required when mail is sent by smtp.")
    ] = None
    smtp_port: Annotated[Port, Told("a port, 0 to 65535", "The port of the mail server.")] = 587
    smtp_security: Annotated[
        MailSecurity,
        Told("starttls, tls or none", "How the mail server is spoken to; none takes no password."),
    ] = MailSecurity.STARTTLS
    smtp_user: Annotated[
        str | None, Told("a name", "Who signs in to the mail server; nobody when not set.")
    ] = None
    smtp_password: Annotated[str | None, Told("a password", "The password of that user.")] = field(
        default=None, repr=False
    )
    smtp_ca_file: Annotated[
        Path | None,
        Told(
            "a file", "Certificates to trust in the mail server; those of the system when not set."
        ),
    ] = None
