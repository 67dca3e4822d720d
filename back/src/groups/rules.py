"""What the business allows of groups; pure."""

import re
from datetime import datetime
from typing import Final

from db_model.groups.types import (
    Group,
    GroupState,
    GroupStatus,
    Managed,
    Service,
    Subscription,
    Tier,
)
from db_model.organizations.types import Organization, Policies
from db_model.types import Email, GroupName
from groups.errors import InvalidGroupName, SquadNeedsMachine
from groups.types import NewGroup
from kit.time import milliseconds
from texts.rules import filled, free, sized

_NAME: Final = re.compile(r"[a-z0-9]{4,20}")
SERVICE_DOMAIN: Final = "integrates.local"  # of the accounts that groups' CI agents act as


def name_from(text: str) -> GroupName:
    """Return the name that a group called ``text`` is stored under.

    Raises:
        InvalidGroupName: it is not 4 to 20 letters and digits.
    """
    name = text.strip().lower()
    if _NAME.fullmatch(name) is None:
        raise InvalidGroupName
    return GroupName(name)


def service_account(name: GroupName) -> Email:
    """Return the e-mail that the CI agent of a group is known by."""
    return Email(f"forces.{name}@{SERVICE_DOMAIN}")


def group_from(new: NewGroup, organization: Organization, *, by: Email, at: datetime) -> Group:
    """Return the group that ``new`` asks for.

    Raises:
        SquadNeedsMachine: it asks for squad without machine.
        AppError: its name or description is refused.
    """
    if new.has_squad and not new.has_machine:
        raise SquadNeedsMachine
    usual = Service.WHITE if new.subscription is Subscription.CONTINUOUS else Service.BLACK
    return Group(
        name=name_from(new.name),
        organization_id=organization.id,
        description=free(sized(filled(new.description), most=200), "description"),
        language=new.language,
        created_by=by,
        created_at=at,
        state=GroupState(
            status=GroupStatus.ACTIVE,
            type=new.subscription,
            service=new.service or usual,
            has_machine=new.has_machine,
            has_squad=new.has_squad,
            tier=_tier(new),
            managed=Managed.MANAGED,
            modified_by=by,
            modified_at=at,
        ),
        sprint_start_at=at,
        version=milliseconds(at),
    )


def policies_of(group: Group, organization: Organization) -> Policies:
    """Return the policies that hold in ``group``."""
    return group.policies or organization.policies


def _tier(new: NewGroup) -> Tier:
    if new.subscription is Subscription.ONESHOT:
        return Tier.ONESHOT
    if new.has_squad:
        return Tier.SQUAD
    return Tier.MACHINE if new.has_machine else Tier.FREE
