"""The mails that changes of memberships and accounts send."""

from datetime import datetime

from db_model.access.types import GroupAccess, Membership
from db_model.links.types import Asked, Purpose
from db_model.mails.types import Answer, OutgoingMail
from db_model.types import Email, MailId
from kit.time import milliseconds


def invitation_mail(access: Membership, name: str) -> OutgoingMail:
    """Return the mail that invites to what ``access`` will be, of the place called ``name``."""
    asked = access.invitation
    assert asked is not None, "who is invited is asked something"
    if isinstance(access, GroupAccess):
        kind, purpose, subject = "group", Purpose.GROUP, str(access.group_name)
    else:
        kind, purpose, subject = "organization", Purpose.ORGANIZATION, str(access.organization_id)
    return OutgoingMail(
        id=MailId(asked.id),
        to=access.email,
        template=f"{kind}_invitation",
        values=(
            (kind, name),
            ("inviter", access.granted_by),
            ("role", access.role.replace("_", " ")),
            ("until", written(asked.until)),
        ),
        answer=Answer(purpose=purpose, subject=subject, asked=asked),
        written_at=asked.at,
        version=milliseconds(asked.at),
    )


def deletion_mail(email: Email, asked: Asked) -> OutgoingMail:
    """Return the mail that asks whether the account is to be deleted."""
    return OutgoingMail(
        id=MailId(asked.id),
        to=email,
        template="account_deletion",
        values=(("until", written(asked.until)),),
        answer=Answer(purpose=Purpose.DELETION, subject="", asked=asked),
        written_at=asked.at,
        version=milliseconds(asked.at),
    )


def written(instant: datetime) -> str:
    """Return an instant as people read it; all are in UTC."""
    return f"{instant:%Y-%m-%d %H:%M} UTC"
