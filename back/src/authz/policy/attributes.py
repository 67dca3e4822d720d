"""What a group has, as part of what may be done in it."""

from enum import StrEnum

from db_model.groups.types import Group, GroupStatus, Service, Subscription


class Attribute(StrEnum):
    """What a group must have for some actions; derived from its state, never stored."""

    ASM = "has_asm"
    BLACK = "has_service_black"
    CONTINUOUS = "is_continuous"
    FORCES = "has_forces"
    REPORT = "can_report_vulnerabilities"
    SQUAD = "has_squad"
    WHITE = "has_service_white"
    ZERO_RISK = "can_request_zero_risk"


def attributes(group: Group) -> frozenset[Attribute]:
    """Return the attributes that ``group`` has as it stands; none when it is not active."""
    state = group.state
    active = state.status is GroupStatus.ACTIVE
    continuous = state.type is Subscription.CONTINUOUS
    served = state.has_machine or state.has_squad
    holds = {
        Attribute.ASM: active,
        Attribute.BLACK: active and state.service is Service.BLACK,
        Attribute.CONTINUOUS: continuous,
        Attribute.FORCES: active and continuous,
        Attribute.REPORT: active and (not continuous or served),
        Attribute.SQUAD: active and state.has_squad,
        Attribute.WHITE: active and state.service is Service.WHITE,
        Attribute.ZERO_RISK: active and served,
    }
    return frozenset(attribute for attribute, held in holds.items() if held)
