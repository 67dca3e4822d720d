"""The policy is the contract's: ``permissions.tsv`` has each role's actions as clients know them.

It is kept by hand and guards the policy's own golden text, which is made from the policy.
"""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

import pytest

from authz.policy import Action
from golden.rendering import LEVELS

CONTRACT: Final = Path(__file__).with_name("permissions.tsv")
# Names that stay in the contract for old clients alone: what they allowed is gone.  Three more
# are as old, and are kept since front ends still ask for them before they show a page.
RETIRED: Final = {
    "api_mutations_deactivate_finding_policy_mutate",
    "api_mutations_handle_finding_policy_acceptance_mutate",
    "api_mutations_handle_finding_policy_acceptation_mutate",
    "api_mutations_handle_organization_finding_policy_acceptation_mutate",
    "api_mutations_handle_vulnerabilities_acceptation_mutate",
    "api_mutations_update_payment_method_mutate",
    "api_mutations_update_root_state_mutate",
    "api_resolvers_finding_historic_state_resolve",
    "api_resolvers_finding_machine_jobs_resolve",
    "api_resolvers_finding_zero_risk_resolve",
    "api_resolvers_query_groups_resolve",
    "api_resolvers_vulnerability_historic_verification_resolve",
    "api_resolvers_vulnerability_historic_zero_risk_resolve",
}
OURS: Final = {
    Action.ADD_ROLE,
    Action.ADD_TRUST_RULE,
    Action.END_STAKEHOLDER_SESSIONS,
    Action.IMPORT_REPORT,
    Action.MERGE_VULNERABILITIES,
    Action.READ_GROUP_AUDIT_TRAIL,
    Action.READ_GROUP_IMPORTS,
    Action.READ_GROUP_TRUST_RULES,
    Action.READ_IMPORT,
    Action.READ_ORGANIZATION,
    Action.READ_ORGANIZATION_AUDIT_TRAIL,
    Action.READ_ORGANIZATION_ROLES,
    Action.REMOVE_ROLE,
    Action.REMOVE_TRUST_RULE,
    Action.ROLL_BACK_IMPORT,
    Action.UPDATE_ROLE,
}


class Row(NamedTuple):
    level: str
    action: str
    roles: str


def _rows() -> list[Row]:
    _, *lines = CONTRACT.read_text().splitlines()
    return [Row(*line.split("\t")) for line in lines]


def _policy() -> Iterator[Row]:
    for level, table in LEVELS.items():
        for action, roles in table.items():
            yield Row(level, str(action), " ".join(sorted(roles)))


@pytest.mark.parametrize(
    ("level", "counts"),
    [
        (
            "group",
            {
                "admin": 174,
                "customer_manager": 127,
                "hacker": 109,
                "reattacker": 103,
                "resourcer": 94,
                "architect": 92,
                "user_manager": 88,
                "reviewer": 87,
                "user": 63,
                "vulnerability_manager": 53,
                "service_forces": 6,
            },
        ),
        ("organization", {"user_manager": 29, "admin": 27, "customer_manager": 26, "user": 3}),
        ("platform", {"admin": 21, "hacker": 14, "user": 3}),
    ],
)
def test_each_role_has_as_many_actions_as_clients_know(level: str, counts: dict[str, int]) -> None:
    found = Counter(role for row in _rows() if row.level == level for role in row.roles.split())

    assert dict(found) == counts


def test_all_names_of_the_contract_are_known() -> None:
    names = {row.action for row in _rows()}

    assert len(names) == 237
    assert names >= RETIRED
    assert {str(action) for action in Action} == (names - RETIRED) | OURS


def test_each_role_may_do_what_clients_know_and_nothing_else_of_theirs() -> None:
    promised = {row for row in _rows() if row.action not in RETIRED}

    assert {row for row in _policy() if row.action not in OURS} == promised
