"""Who may do what: the whole policy, as tables of roles by action.

Actions bear the names that clients compare (they once were module paths of another
server); an action of our own follows the same form.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final, TypeVar

from db_model.access.types import GroupRole, OrganizationRole
from db_model.groups.types import Group, GroupStatus, Service, Subscription
from db_model.stakeholders.types import PlatformRole


class Action(StrEnum):
    """What somebody may be allowed to do."""

    ADD_GIT_ROOT = "api_mutations_add_git_root_mutate"
    ADD_GROUP = "api_mutations_add_group_mutate"
    ADD_ORGANIZATION = "api_mutations_add_organization_mutate"
    FILTER_GIT_ROOT = "update_git_root_filter"
    IMPORT_REPORT = "api_mutations_import_report_mutate"
    READ_DRAFT_FINDING = "api_resolvers_query_finding__get_draft"
    READ_DRAFT_VULNERABILITY = "api_resolvers_query_vulnerability__get_draft"
    READ_FINDING = "api_resolvers_query_finding_resolve"
    READ_FINDING_HACKER = "api_resolvers_finding_hacker_resolve"
    READ_GROUP = "api_resolvers_query_group_resolve"
    READ_GROUP_IMPORTS = "api_resolvers_group_imports_resolve"
    READ_GROUP_SERVICE_ATTRIBUTES = "api_resolvers_group_service_attributes_resolve"
    READ_IMPORT = "api_resolvers_query_import_resolve"
    READ_ORGANIZATION = "api_resolvers_query_organization_resolve"
    READ_REJECTED_VULNERABILITIES = "api_resolvers_finding_rejected_vulnerabilities_resolve"
    READ_ROOT = "api_resolvers_query_root_resolve"
    READ_SUBMITTED_VULNERABILITIES = "api_resolvers_finding_submitted_vulnerabilities_resolve"
    READ_VULNERABILITY = "api_resolvers_query_vulnerability_resolve"
    READ_VULNERABILITY_HACKER = "api_resolvers_vulnerability_hacker_resolve"


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


_G = GroupRole
_O = OrganizationRole
_P = PlatformRole

_EVERYBODY: Final = frozenset(_G)
_PEOPLE: Final = _EVERYBODY - {_G.SERVICE_FORCES}
_INSIDERS: Final = frozenset(
    {
        _G.ADMIN,
        _G.ARCHITECT,
        _G.CUSTOMER_MANAGER,
        _G.HACKER,
        _G.REATTACKER,
        _G.RESOURCER,
        _G.REVIEWER,
    }
)

GROUP: Final[Mapping[Action, frozenset[GroupRole]]] = MappingProxyType(
    {
        Action.ADD_GIT_ROOT: frozenset(
            {_G.ADMIN, _G.CUSTOMER_MANAGER, _G.RESOURCER, _G.USER, _G.USER_MANAGER}
        ),
        Action.FILTER_GIT_ROOT: frozenset({_G.ADMIN, _G.USER_MANAGER}),
        Action.IMPORT_REPORT: frozenset(
            {
                _G.ADMIN,
                _G.ARCHITECT,
                _G.CUSTOMER_MANAGER,
                _G.HACKER,
                _G.REATTACKER,
                _G.SERVICE_FORCES,
                _G.USER_MANAGER,
                _G.VULNERABILITY_MANAGER,
            }
        ),
        Action.READ_DRAFT_FINDING: _INSIDERS,
        Action.READ_DRAFT_VULNERABILITY: _INSIDERS,
        Action.READ_FINDING: _EVERYBODY,
        Action.READ_FINDING_HACKER: _INSIDERS,
        Action.READ_GROUP: _EVERYBODY,
        Action.READ_GROUP_IMPORTS: _EVERYBODY,
        Action.READ_GROUP_SERVICE_ATTRIBUTES: _PEOPLE,
        Action.READ_IMPORT: _EVERYBODY,
        Action.READ_REJECTED_VULNERABILITIES: _INSIDERS,
        Action.READ_ROOT: _EVERYBODY,
        Action.READ_SUBMITTED_VULNERABILITIES: _INSIDERS,
        Action.READ_VULNERABILITY: _EVERYBODY,
        Action.READ_VULNERABILITY_HACKER: _INSIDERS,
    }
)

ORGANIZATION: Final[Mapping[Action, frozenset[OrganizationRole]]] = MappingProxyType(
    {
        Action.ADD_GROUP: frozenset({_O.ADMIN, _O.CUSTOMER_MANAGER, _O.USER_MANAGER}),
        Action.READ_ORGANIZATION: frozenset(_O),
    }
)

PLATFORM: Final[Mapping[Action, frozenset[PlatformRole]]] = MappingProxyType(
    {
        Action.ADD_GROUP: frozenset({_P.ADMIN, _P.HACKER}),
        Action.ADD_ORGANIZATION: frozenset(_P),
    }
)

_Role = TypeVar("_Role", GroupRole, OrganizationRole, PlatformRole)


def allowed(table: Mapping[Action, frozenset[_Role]], roles: frozenset[_Role]) -> frozenset[Action]:
    """Return the actions that ``table`` allows to any of ``roles``."""
    return frozenset(action for action, holders in table.items() if holders & roles)


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
