"""The mails that changes of memberships and accounts send."""

from datetime import datetime
from typing import Final

from authz.grants import GroupGrant
from db_model.access.get import of_group
from db_model.access.types import GroupAccess, GroupRole, Membership
from db_model.links.types import Asked, Purpose
from db_model.mails.types import Answer, OutgoingMail
from db_model.stakeholders.get import stakeholders
from db_model.stakeholders.types import Notice
from db_model.types import Email, MailId
from kit.ids import derived_id
from kit.time import milliseconds
from stakeholders.rules.notices import wants
from store.types import Database

MOST_ALERTS: Final = 20  # of two writes each: a commit takes no more than some of them
_ALERTED: Final = frozenset(
    {GroupRole.CUSTOMER_MANAGER, GroupRole.RESOURCER, GroupRole.USER_MANAGER}
)


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


async def alerts(
    db: Database, grant: GroupGrant, id_: MailId, *, at: datetime
) -> tuple[OutgoingMail, ...]:
    """Return the mails that tell the managers of a group that the caller leaves it, at most 20.

    A query, and a get for what they want to be told of.
    """
    group, leaving = grant.on, grant.access.stakeholder.email
    members = await of_group(db, group.name)
    managers = [
        each.email
        for each in members
        if each.has_access and each.role in _ALERTED and each.email != leaving
    ]
    found = await stakeholders(db, managers) if managers else ()
    told = [
        each.email
        for each in found
        if each is not None and wants(each, Notice.UNSUBSCRIPTION_ALERT)
    ]
    return tuple(
        OutgoingMail(
            id=alert_id(id_, number),
            to=email,
            template="unsubscription",
            values=(("group", group.name), ("person", leaving)),
            written_at=at,
            version=milliseconds(at),
        )
        for number, email in enumerate(told[:MOST_ALERTS])
    )


def alert_id(id_: MailId, number: int) -> MailId:
    return MailId(derived_id(id_, str(number)))


def written(instant: datetime) -> str:
    """Return an instant as people read it; all are in UTC."""
    return f"{instant:%Y-%m-%d %H:%M} UTC"
