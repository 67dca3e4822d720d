"""Every operation of the API, and what it may spend in storage requests.

Signing in is in every figure: a get of the token and a query of all that its owner may do.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from store.counting import Counts

_NODES: Final = "edges { cursor node { id where rootNickname finding { title } } }"


def _spends(gets: int = 1, queries: int = 1, commits: int = 0) -> Counts:
    return Counts(gets=gets, queries=queries, commits=commits)


# An operation, and what it may spend: at least a get and a query, to sign in.
BUDGETS: Final[Mapping[str, tuple[str, Counts]]] = MappingProxyType(
    {
        "me": ("{ me { userEmail role permissions } }", _spends()),
        "me.accessTokens": ("{ me { accessTokens { name lastUse } } }", _spends(gets=2)),
        "me.organizations": ("{ me { organizations { name userRole } } }", _spends(gets=2)),
        "organization": (
            (
                "query ($organizationId: String!) "
                "{ organization(organizationId: $organizationId) { name } }"
            ),
            _spends(gets=2),
        ),
        "organization.groups": (
            (
                "query ($organizationId: String!) "
                "{ organization(organizationId: $organizationId) { groups { name userRole } } }"
            ),
            _spends(gets=2, queries=2),
        ),
        "organizationId": (
            (
                "query ($organizationName: String!) "
                "{ organizationId(organizationName: $organizationName) { name } }"
            ),
            _spends(gets=3),
        ),
        "group": (
            (
                "query ($groupName: String!) { group(groupName: $groupName) "
                "{ name organization maxAcceptanceSeverity permissions } }"
            ),
            _spends(gets=3),
        ),
        "group.findings": (
            (
                "query ($groupName: String!) { group(groupName: $groupName) "
                "{ findings { title status openVulnerabilities closedVulnerabilities } } }"
            ),
            _spends(gets=3, queries=2),
        ),
        "group.roots": (
            (
                "query ($groupName: String!) { group(groupName: $groupName) "
                "{ roots { ... on GitRoot { nickname url } } } }"
            ),
            _spends(gets=2, queries=2),
        ),
        "group.imports": (
            (
                "query ($groupName: String!) { group(groupName: $groupName) "
                "{ imports(first: 100) { edges { cursor node { id state } } } } }"
            ),
            _spends(gets=2, queries=2),
        ),
        "group.forcesVulnerabilities": (
            (
                "query ($groupName: String!) { group(groupName: $groupName) "
                f"{{ forcesVulnerabilities {{ {_NODES} }} }} }}"
            ),
            _spends(gets=3, queries=2),
        ),
        "root": (
            (
                "query ($groupName: String!, $rootId: ID!) "
                "{ root(groupName: $groupName, rootId: $rootId) { ... on GitRoot { nickname } } }"
            ),
            _spends(gets=3),
        ),
        "finding": (
            (
                "query ($findingId: String!) "
                "{ finding(identifier: $findingId) { title status openVulnerabilities } }"
            ),
            _spends(gets=4),
        ),
        "finding.vulnerabilitiesConnection": (
            (
                "query ($findingId: String!) { finding(identifier: $findingId) "
                f"{{ vulnerabilitiesConnection {{ {_NODES} }} }} }}"
            ),
            _spends(gets=5, queries=2),
        ),
        "vulnerability": (
            (
                "query ($vulnerabilityId: String!) { vulnerability(uuid: $vulnerabilityId) "
                "{ where rootNickname finding { title status } } }"
            ),
            _spends(gets=5),
        ),
        "import": (
            "query ($importId: ID!) { import(id: $importId) { state progress } }",
            _spends(gets=3),
        ),
        "import.results": (
            (
                "query ($importId: ID!) { import(id: $importId) { results { edges { node "
                "{ outcome vulnerability { where finding { title } } } } } } }"
            ),
            _spends(gets=5),
        ),
        "import.closed": (
            (
                "query ($importId: ID!) { import(id: $importId) { closed { edges { node "
                "{ explanation vulnerability { where finding { title } } } } } } }"
            ),
            _spends(gets=5),
        ),
        "addOrganization": (
            (
                "mutation ($newName: String!) "
                '{ addOrganization(name: $newName, country: "Peru") { success } }'
            ),
            _spends(gets=2, commits=1),
        ),
        "addGroup": (
            (
                "mutation ($organizationName: String!, $newName: String!) { addGroup("
                "organizationName: $organizationName groupName: $newName "
                'description: "d" hasMachine: true hasSquad: true) { success } }'
            ),
            _spends(gets=4, commits=1),
        ),
        "addGitRoot": (
            (
                "mutation ($groupName: String!, $url: String!) { addGitRoot("
                "groupName: $groupName url: $url "
                'branch: "main" environment: "production" includesHealthCheck: false gitignore: []'
                ") { success } }"
            ),
            _spends(gets=3, queries=2, commits=1),
        ),
        "importReport": (
            (
                "mutation ($groupName: String!, $rootNickname: String!, $report: Upload!) "
                "{ importReport(groupName: $groupName rootNickname: $rootNickname report: $report "
                "waitSeconds: 0) { success } }"
            ),
            _spends(gets=5, commits=1),
        ),
        "confirmImport": (
            "mutation ($heldId: ID!) { confirmImport(id: $heldId, waitSeconds: 0) { success } }",
            _spends(gets=4, commits=1),
        ),
        "discardImport": (
            "mutation ($otherHeldId: ID!) { discardImport(id: $otherHeldId) { success } }",
            _spends(gets=3, commits=1),
        ),
        "addAccessToken": (
            (
                "mutation ($expires: Int!) "
                '{ addAccessToken(expirationTime: $expires, name: "n") { success } }'
            ),
            _spends(commits=1),
        ),
        "invalidateAccessToken": (
            "mutation { invalidateAccessToken { success } }",
            _spends(commits=1),
        ),
    }
)
