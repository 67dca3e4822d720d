"""What may be asked of groups."""

from dataclasses import dataclass
from datetime import datetime

from db_model.groups.types import (
    Language,
    RemovalReason,
    Service,
    Subscription,
    Tier,
    UpdateReason,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewGroup:
    """A group as somebody asks for it; ``service`` follows the subscription when not given."""

    name: str
    description: str
    subscription: Subscription = Subscription.CONTINUOUS
    language: Language = Language.EN
    service: Service | None = None
    has_machine: bool = False
    has_squad: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupInfo:
    """What a group is about, as somebody wants it told.

    ``None`` leaves a value as it is; a blank one takes it away.
    """

    description: str
    language: Language
    business_id: str | None = None
    business_name: str | None = None
    sprint_duration: int | None = None
    sprint_start_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewServices:
    """What a group is to be served with, and why; without ASM it is removed.

    ``None`` leaves a value as it is; the tier follows from the services when not given.
    """

    subscription: Subscription
    has_asm: bool
    has_machine: bool
    has_squad: bool
    reason: UpdateReason
    comments: str
    service: Service | None = None
    tier: Tier | None = None
    description: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """Why a group is to be removed; ``justification`` where its services were taken away."""

    reason: RemovalReason | None = None
    justification: UpdateReason | None = None
    comments: str | None = None
