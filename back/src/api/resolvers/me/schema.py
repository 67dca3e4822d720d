"""What is read off the caller's access."""

from ariadne import ObjectType

from api.context import Info
from authz.access import Access

ME = ObjectType("Me")


@ME.field("callerOrigin")
def caller_origin(access: Access, _: Info) -> str:
    return "FRONT" if access.principal.token_id is None else "API"


@ME.field("enrolled")
def enrolled(access: Access, _: Info) -> bool:
    return access.stakeholder.is_registered


@ME.field("permissions")
def permissions(access: Access, _: Info) -> list[str]:
    return sorted(access.platform_actions())


@ME.field("role")
def role(access: Access, _: Info) -> str:
    return access.stakeholder.role or ""


@ME.field("userEmail")
def user_email(access: Access, _: Info) -> str:
    return access.stakeholder.email


@ME.field("userName")
def user_name(access: Access, _: Info) -> str:
    return f"{access.stakeholder.first_name} {access.stakeholder.last_name}".strip()
