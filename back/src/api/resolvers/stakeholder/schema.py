"""What is read off a member."""

from ariadne import ObjectType

from api.context import Info
from api.dates import written
from stakeholders.types import Member

STAKEHOLDER = ObjectType("Stakeholder")

STAKEHOLDER.set_field("email", lambda member, _: member.stakeholder.email)


@STAKEHOLDER.field("firstLogin")
def first_login(member: Member, info: Info) -> str | None:
    return written(member.stakeholder.registered_at, info)


@STAKEHOLDER.field("lastLogin")
def last_login(member: Member, info: Info) -> str | None:
    return written(member.stakeholder.last_login_at, info)


@STAKEHOLDER.field("invitationState")
def invitation_state(member: Member, _: Info) -> str:
    if not member.has_access:
        return "PENDING"
    return "REGISTERED" if member.stakeholder.is_registered else "UNREGISTERED"
