"""A mail as it goes over the wire (RFC 5322, MIME)."""

from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from mail.types import Mail


def mime(mail: Mail, *, sender: str) -> EmailMessage:
    """Return the message that ``sender``, an address maybe with a name, sends.

    Its ``Message-ID`` is made from the id of the mail alone, so that one that had to be sent
    twice can be told for one.  It asks for no automatic answers (RFC 3834, section 5).
    """
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = mail.to
    message["Subject"] = mail.content.subject
    message["Date"] = format_datetime(mail.written_at)
    message["Message-ID"] = f"<{mail.id}@{domain_of(sender)}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.content.text)
    message.add_alternative(mail.content.html, subtype="html")
    return message


def domain_of(sender: str) -> str:
    _, address = parseaddr(sender)
    return address.rpartition("@")[2] or "localhost"
