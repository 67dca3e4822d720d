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

    ACTIVATE_ROOT = "api_mutations_activate_root_mutate"
    ADD_FINDING = "api_mutations_add_finding_mutate"
    ADD_GIT_ENVIRONMENT = "api_mutations_add_git_environment_mutate"
    ADD_GIT_ROOT = "api_mutations_add_git_root_mutate"
    ADD_GROUP = "api_mutations_add_group_mutate"
    ADD_GROUP_TAGS = "api_mutations_add_group_tags_mutate"
    ADD_IP_ROOT = "api_mutations_add_ip_root_mutate"
    ADD_ORGANIZATION = "api_mutations_add_organization_mutate"
    ADD_URL_ROOT = "api_mutations_add_url_root_mutate"
    CLOSE_VULNERABILITIES = "api_mutations_close_vulnerabilities_mutate"
    CONFIRM_VULNERABILITIES = "api_mutations_confirm_vulnerabilities_mutate"
    DEACTIVATE_ROOT = "api_mutations_deactivate_root_mutate"
    FILTER_GIT_ROOT = "update_git_root_filter"
    GRANT_GROUP_ARCHITECT = "grant_group_level_role:architect"
    GRANT_GROUP_CUSTOMER_MANAGER = "grant_group_level_role:customer_manager"
    GRANT_GROUP_HACKER = "grant_group_level_role:hacker"
    GRANT_GROUP_REATTACKER = "grant_group_level_role:reattacker"
    GRANT_GROUP_RESOURCER = "grant_group_level_role:resourcer"
    GRANT_GROUP_REVIEWER = "grant_group_level_role:reviewer"
    GRANT_GROUP_USER = "grant_group_level_role:user"
    GRANT_GROUP_USER_MANAGER = "grant_group_level_role:user_manager"
    GRANT_GROUP_VULNERABILITY_MANAGER = "grant_group_level_role:vulnerability_manager"
    GRANT_ORGANIZATION_CUSTOMER_MANAGER = "grant_organization_level_role:customer_manager"
    GRANT_ORGANIZATION_USER = "grant_organization_level_role:user"
    GRANT_ORGANIZATION_USER_MANAGER = "grant_organization_level_role:user_manager"
    GRANT_STAKEHOLDER_ACCESS = "api_mutations_grant_stakeholder_access_mutate"
    GRANT_STAKEHOLDER_ORGANIZATION_ACCESS = (
        "api_mutations_grant_stakeholder_organization_access_mutate"
    )
    IMPORT_REPORT = "api_mutations_import_report_mutate"
    MOVE_ROOT = "api_mutations_move_root_mutate"
    READ_DRAFT_FINDING = "api_resolvers_query_finding__get_draft"
    READ_DRAFT_VULNERABILITY = "api_resolvers_query_vulnerability__get_draft"
    READ_FINDING = "api_resolvers_query_finding_resolve"
    READ_FINDING_DRAFTS = "api_resolvers_finding_drafts_connection_resolve"
    READ_FINDING_HACKER = "api_resolvers_finding_hacker_resolve"
    READ_FINDING_ZERO_RISK = "api_resolvers_finding_zero_risk_connection_resolve"
    READ_GROUP = "api_resolvers_query_group_resolve"
    READ_GROUP_AUDIT_TRAIL = "api_resolvers_group_audit_trail_resolve"
    READ_GROUP_DISAMBIGUATION = "api_resolvers_group_disambiguation_resolve"
    READ_GROUP_DRAFTS = "api_resolvers_group_vulnerability_drafts_resolve"
    READ_GROUP_IMPORTS = "api_resolvers_group_imports_resolve"
    READ_GROUP_SERVICE_ATTRIBUTES = "api_resolvers_group_service_attributes_resolve"
    READ_GROUP_STAKEHOLDER = "api_resolvers_query_stakeholder__resolve_for_group"
    READ_GROUP_STAKEHOLDERS = "api_resolvers_group_stakeholders_resolve"
    READ_IMPORT = "api_resolvers_query_import_resolve"
    READ_ORGANIZATION = "api_resolvers_query_organization_resolve"
    READ_ORGANIZATION_AUDIT_TRAIL = "api_resolvers_organization_audit_trail_resolve"
    READ_ORGANIZATION_ANALYTICS = "api_resolvers_organization_analytics_resolve"
    READ_ORGANIZATION_STAKEHOLDER = "api_resolvers_query_stakeholder__resolve_for_organization"
    READ_ORGANIZATION_STAKEHOLDERS = "api_resolvers_organization_stakeholders_resolve"
    READ_REJECTED_VULNERABILITIES = "api_resolvers_finding_rejected_vulnerabilities_resolve"
    READ_ROOT = "api_resolvers_query_root_resolve"
    READ_SUBMITTED_VULNERABILITIES = "api_resolvers_finding_submitted_vulnerabilities_resolve"
    READ_VULNERABILITY = "api_resolvers_query_vulnerability_resolve"
    READ_VULNERABILITY_HACKER = "api_resolvers_vulnerability_hacker_resolve"
    REJECT_VULNERABILITIES = "api_mutations_reject_vulnerabilities_mutate"
    REMOVE_ENVIRONMENT_URL = "api_mutations_remove_environment_url_mutate"
    REMOVE_FINDING = "api_mutations_remove_finding_mutate"
    REMOVE_GROUP = "api_mutations_remove_group_mutate"
    REMOVE_GROUP_TAG = "api_mutations_remove_group_tag_mutate"
    REMOVE_STAKEHOLDER_ACCESS = "api_mutations_remove_stakeholder_access_mutate"
    REMOVE_STAKEHOLDER_ORGANIZATION_ACCESS = (
        "api_mutations_remove_stakeholder_organization_access_mutate"
    )
    REMOVE_VULNERABILITY = "api_mutations_remove_vulnerability_mutate"
    RESUBMIT_VULNERABILITIES = "api_mutations_resubmit_vulnerabilities_mutate"
    UPDATE_FINDING_DESCRIPTION = "api_mutations_update_finding_description_mutate"
    UPDATE_GIT_ROOT = "api_mutations_update_git_root_mutate"
    UPDATE_GROUP = "api_mutations_update_group_mutate"
    UPDATE_GROUP_ACCESS_INFO = "api_mutations_update_group_access_info_mutate"
    UPDATE_GROUP_DISAMBIGUATION = "api_mutations_update_group_disambiguation_mutate"
    UPDATE_GROUP_INFO = "api_mutations_update_group_info_mutate"
    UPDATE_GROUP_POLICIES = "api_mutations_update_group_policies_mutate"
    UPDATE_GROUP_STAKEHOLDER = "api_mutations_update_group_stakeholder_mutate"
    UPDATE_IP_ROOT = "api_mutations_update_ip_root_mutate"
    UPDATE_ORGANIZATION_POLICIES = "api_mutations_update_organization_policies_mutate"
    UPDATE_ORGANIZATION_STAKEHOLDER = "api_mutations_update_organization_stakeholder_mutate"
    UPDATE_SEVERITY = "api_mutations_update_severity_mutate"
    UPDATE_URL_ROOT = "api_mutations_update_url_root_mutate"
    UPDATE_VULNERABILITIES_SEVERITY = "api_mutations_update_vulnerabilities_severity_mutate"
    UPDATE_VULNERABILITY_DESCRIPTION = "api_mutations_update_vulnerability_description_mutate"


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

_GROUP_MANAGERS: Final = frozenset({_G.ADMIN, _G.CUSTOMER_MANAGER, _G.USER_MANAGER})
_OVERSEERS: Final = _GROUP_MANAGERS | {_G.REVIEWER, _G.VULNERABILITY_MANAGER}
_TAGGERS: Final = _GROUP_MANAGERS | {_G.USER, _G.VULNERABILITY_MANAGER}
# Who makes findings and says how severe they are.
_REPORTERS: Final = frozenset({_G.ADMIN, _G.ARCHITECT, _G.HACKER, _G.REATTACKER})
# Who says what is tested.
_SCOPERS: Final = _GROUP_MANAGERS | {_G.RESOURCER, _G.USER}
_DIRECTORS: Final = frozenset({_O.ADMIN, _O.CUSTOMER_MANAGER, _O.USER_MANAGER})

GROUP: Final[Mapping[Action, frozenset[GroupRole]]] = MappingProxyType(
    {
        Action.ACTIVATE_ROOT: frozenset({_G.ADMIN, _G.USER_MANAGER}),
        Action.ADD_FINDING: _REPORTERS,
        Action.ADD_GIT_ENVIRONMENT: _SCOPERS,
        Action.ADD_GIT_ROOT: _SCOPERS,
        Action.ADD_GROUP_TAGS: _TAGGERS,
        Action.ADD_IP_ROOT: _GROUP_MANAGERS | {_G.USER},
        Action.ADD_URL_ROOT: _GROUP_MANAGERS | {_G.USER},
        Action.CLOSE_VULNERABILITIES: _REPORTERS,
        Action.CONFIRM_VULNERABILITIES: frozenset({_G.ADMIN, _G.REVIEWER}),
        Action.DEACTIVATE_ROOT: frozenset({_G.ADMIN, _G.USER_MANAGER}),
        Action.FILTER_GIT_ROOT: frozenset({_G.ADMIN, _G.USER_MANAGER}),
        Action.GRANT_GROUP_ARCHITECT: frozenset({_G.ADMIN, _G.CUSTOMER_MANAGER}),
        Action.GRANT_GROUP_CUSTOMER_MANAGER: frozenset({_G.ADMIN, _G.CUSTOMER_MANAGER}),
        Action.GRANT_GROUP_HACKER: frozenset({_G.ADMIN, _G.CUSTOMER_MANAGER}),
        Action.GRANT_GROUP_REATTACKER: frozenset({_G.ADMIN, _G.CUSTOMER_MANAGER}),
        Action.GRANT_GROUP_RESOURCER: frozenset({_G.ADMIN, _G.CUSTOMER_MANAGER}),
        Action.GRANT_GROUP_REVIEWER: frozenset({_G.ADMIN, _G.CUSTOMER_MANAGER}),
        Action.GRANT_GROUP_USER: frozenset({_G.ADMIN, _G.USER_MANAGER}),
        Action.GRANT_GROUP_USER_MANAGER: _GROUP_MANAGERS,
        Action.GRANT_GROUP_VULNERABILITY_MANAGER: frozenset({_G.ADMIN, _G.USER_MANAGER}),
        Action.GRANT_STAKEHOLDER_ACCESS: _GROUP_MANAGERS,
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
        Action.MOVE_ROOT: frozenset({_G.ADMIN, _G.USER_MANAGER}),
        Action.READ_DRAFT_FINDING: _INSIDERS,
        Action.READ_DRAFT_VULNERABILITY: _INSIDERS,
        Action.READ_FINDING: _EVERYBODY,
        Action.READ_FINDING_DRAFTS: _INSIDERS - {_G.RESOURCER},
        Action.READ_FINDING_HACKER: _INSIDERS,
        Action.READ_FINDING_ZERO_RISK: frozenset({_G.ADMIN, _G.ARCHITECT, _G.REVIEWER}),
        Action.READ_GROUP: _EVERYBODY,
        Action.READ_GROUP_AUDIT_TRAIL: _GROUP_MANAGERS,
        Action.READ_GROUP_DISAMBIGUATION: _INSIDERS,
        Action.READ_GROUP_DRAFTS: _INSIDERS - {_G.RESOURCER},
        Action.READ_GROUP_IMPORTS: _EVERYBODY,
        Action.READ_GROUP_SERVICE_ATTRIBUTES: _PEOPLE,
        Action.READ_GROUP_STAKEHOLDER: _OVERSEERS,
        Action.READ_GROUP_STAKEHOLDERS: _OVERSEERS,
        Action.READ_IMPORT: _EVERYBODY,
        Action.READ_REJECTED_VULNERABILITIES: _INSIDERS,
        Action.READ_ROOT: _EVERYBODY,
        Action.READ_SUBMITTED_VULNERABILITIES: _INSIDERS,
        Action.READ_VULNERABILITY: _EVERYBODY,
        Action.READ_VULNERABILITY_HACKER: _INSIDERS,
        Action.REJECT_VULNERABILITIES: frozenset({_G.ADMIN, _G.REVIEWER}),
        Action.REMOVE_ENVIRONMENT_URL: _SCOPERS,
        Action.REMOVE_FINDING: frozenset({_G.ADMIN, _G.ARCHITECT, _G.HACKER, _G.REVIEWER}),
        Action.REMOVE_GROUP: _GROUP_MANAGERS,
        Action.REMOVE_GROUP_TAG: _TAGGERS,
        Action.REMOVE_STAKEHOLDER_ACCESS: _GROUP_MANAGERS,
        Action.REMOVE_VULNERABILITY: frozenset({_G.ADMIN, _G.ARCHITECT, _G.HACKER}),
        Action.RESUBMIT_VULNERABILITIES: _REPORTERS,
        Action.UPDATE_FINDING_DESCRIPTION: _REPORTERS,
        Action.UPDATE_GIT_ROOT: _SCOPERS,
        Action.UPDATE_GROUP: frozenset({_G.ADMIN, _G.CUSTOMER_MANAGER}),
        Action.UPDATE_GROUP_ACCESS_INFO: _PEOPLE,
        Action.UPDATE_GROUP_DISAMBIGUATION: _INSIDERS - {_G.REATTACKER},
        Action.UPDATE_GROUP_INFO: _GROUP_MANAGERS,
        Action.UPDATE_GROUP_POLICIES: _GROUP_MANAGERS,
        Action.UPDATE_GROUP_STAKEHOLDER: _GROUP_MANAGERS,
        Action.UPDATE_IP_ROOT: _SCOPERS,
        Action.UPDATE_SEVERITY: _REPORTERS,
        Action.UPDATE_URL_ROOT: _SCOPERS,
        Action.UPDATE_VULNERABILITIES_SEVERITY: _REPORTERS,
        Action.UPDATE_VULNERABILITY_DESCRIPTION: _REPORTERS,
    }
)

ORGANIZATION: Final[Mapping[Action, frozenset[OrganizationRole]]] = MappingProxyType(
    {
        Action.ADD_GROUP: frozenset({_O.ADMIN, _O.CUSTOMER_MANAGER, _O.USER_MANAGER}),
        Action.GRANT_ORGANIZATION_CUSTOMER_MANAGER: frozenset({_O.ADMIN, _O.CUSTOMER_MANAGER}),
        Action.GRANT_ORGANIZATION_USER: frozenset({_O.ADMIN, _O.USER_MANAGER}),
        Action.GRANT_ORGANIZATION_USER_MANAGER: _DIRECTORS,
        Action.GRANT_STAKEHOLDER_ORGANIZATION_ACCESS: _DIRECTORS,
        Action.READ_ORGANIZATION: frozenset(_O),
        Action.READ_ORGANIZATION_AUDIT_TRAIL: _DIRECTORS,
        Action.READ_ORGANIZATION_ANALYTICS: frozenset(_O),
        Action.READ_ORGANIZATION_STAKEHOLDER: _DIRECTORS,
        Action.READ_ORGANIZATION_STAKEHOLDERS: _DIRECTORS,
        Action.REMOVE_STAKEHOLDER_ORGANIZATION_ACCESS: _DIRECTORS,
        Action.UPDATE_ORGANIZATION_POLICIES: frozenset({_O.ADMIN, _O.USER_MANAGER}),
        Action.UPDATE_ORGANIZATION_STAKEHOLDER: _DIRECTORS,
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
