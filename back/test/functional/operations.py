"""Every operation of the API, and what it may spend in requests to the store and to the search.

Signing in is in every figure: a get of the token and a query of all that its owner may do.  A
list that tells how old it is looks how far the search is: a get.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from metrics import NUMBERS
from store.counting import Counts

_NODES: Final = "edges { cursor node { id where rootNickname finding { title } } }"


_FINDINGS: Final = "edges { cursor node { id title status openVulnerabilities } }"
_COUNTED: Final = (
    "asOf totalCount { value } facets(fields: [GROUP_NAME, SOURCE]) { values { value count } }"
)


def _spends(gets: int = 1, queries: int = 1, commits: int = 0, searches: int = 0) -> Counts:
    return Counts(gets=gets, queries=queries, commits=commits, searches=searches)


def _own() -> Counts:
    """Return what it costs to settle something for oneself."""
    return _spends(commits=1)


def _of_many(mutation: str, ids: str, more: str = "") -> str:
    return (
        f"mutation ($reviewedId: String!, ${ids}: [String!]!) {{ {mutation}("
        f"findingId: $reviewedId vulnerabilities: ${ids} {more}) {{ success }} }}"
    )


def _of_root(kind: str, name: str, id_: str, inside: str) -> str:
    return (
        f"query ({name}: String!, {id_}: ID!) {{ root(groupName: {name}, rootId: {id_}) "
        f"{{ ... on {kind} {{ {inside} }} }} }}"
    )


def _metrics(number: str) -> str:
    return " ".join(f"{name}: {number}" for name in NUMBERS)


_VECTOR: Final = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"
_OF_MANY: Final = _spends(gets=4, commits=1)

# An operation, and what it may spend: at least a get and a query, to sign in.
BUDGETS: Final[Mapping[str, tuple[str, Counts]]] = MappingProxyType(
    {
        "me": ("{ me { userEmail role permissions } }", _spends()),
        "me.accessTokens": ("{ me { accessTokens { name lastUse } } }", _spends(gets=2)),
        "me.isConcurrentSession": ("{ me { isConcurrentSession sessionExpiration } }", _spends()),
        "me.sessions": ("{ me { sessions { id lastUsedAt } } }", _spends(gets=2)),
        "me.notices": ("{ me { notices { kind tokenName } } }", _spends(queries=2)),
        "me.organizations": ("{ me { organizations { name userRole } } }", _spends(gets=2)),
        "me.drafts": (
            "{ me { drafts { id title status submittedVulnerabilities } } }",
            _spends(gets=3, searches=1),
        ),
        "me.draftsConnection": (
            f"{{ me {{ draftsConnection(first: 50) {{ total {_FINDINGS} }} }} }}",
            _spends(gets=3, searches=1),
        ),
        "me.vulnerabilityDrafts": (
            (
                "query ($organizationName: String!) { me { vulnerabilityDrafts("
                'organizationName: $organizationName, hacker: "builder@example.com") '
                f"{{ total {_NODES} }} }} }}"
            ),
            _spends(gets=4, queries=2, searches=1),  # the organization, what was found, its owners
        ),
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
        "organization.roles": (
            (
                "query ($organizationId: String!) { organization(organizationId: $organizationId) "
                "{ roles { id name level actions } } }"
            ),
            _spends(gets=2, queries=2),
        ),
        "organization.auditTrail": (
            (
                "query ($organizationId: String!) { organization(organizationId: $organizationId) "
                "{ auditTrail { edges { cursor node { id hash changes { ids } } } } } }"
            ),
            _spends(gets=2, queries=2),
        ),
        "organization.indicators": (
            (
                "query ($organizationId: String!) { organization(organizationId: $organizationId) "
                "{ indicators { openVulnerabilities totalOpenCVSSF } } }"
            ),
            _spends(gets=3),
        ),
        "organization.indicatorsHistory": (
            (
                "query ($organizationId: String!) { organization(organizationId: $organizationId) "
                '{ indicatorsHistory(from: "2026-01-01", to: "2027-12-31") '
                "{ date indicators { openVulnerabilities } } } }"
            ),
            _spends(gets=2, queries=2),
        ),
        "organization.oldestOpenVulnerability": (
            (
                "query ($organizationId: String!) { organization(organizationId: $organizationId) "
                "{ oldestOpenVulnerability } }"
            ),
            _spends(gets=4, queries=2, searches=1),
        ),
        "organization.stakeholders": (
            (
                "query ($organizationId: String!) { organization(organizationId: $organizationId) "
                "{ stakeholders { email role } } }"
            ),
            _spends(gets=3, queries=2),
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
        "group.findings.figures": (
            (
                "query ($groupName: String!) { group(groupName: $groupName) { findings { age "
                "lastVulnerability maxOpenSeverityScore openAge totalOpenCVSSF "
                "treatmentSummary { untreated } } } }"
            ),
            _spends(gets=4, queries=2),
        ),
        "group.indicators": (
            (
                "query ($groupName: String!) { group(groupName: $groupName) "
                "{ indicators { openVulnerabilities meanRemediate bySource { source open } } } }"
            ),
            _spends(gets=3, queries=2),
        ),
        "group.indicatorsHistory": (
            (
                "query ($groupName: String!) { group(groupName: $groupName) "
                '{ indicatorsHistory(from: "2026-01-01", to: "2027-12-31") '
                "{ date indicators { openVulnerabilities } } } }"
            ),
            _spends(gets=2, queries=2),
        ),
        "group.lastClosedVulnerabilityFinding": (
            (
                "query ($groupName: String!) { group(groupName: $groupName) "
                "{ lastClosedVulnerabilityFinding { title } } }"
            ),
            _spends(gets=2, queries=2, searches=1),
        ),
        "group.maxOpenSeverityFinding": (
            (
                "query ($groupName: String!) { group(groupName: $groupName) "
                "{ maxOpenSeverityFinding { title } } }"
            ),
            _spends(gets=5, queries=2, searches=1),
        ),
        "group.openFindings": (
            (
                "query ($groupName: String!) { group(groupName: $groupName) "
                "{ openFindings openVulnerabilities closedVulnerabilities } }"
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
        "group.auditTrail": (
            (
                "query ($groupName: String!) { group(groupName: $groupName) "
                "{ auditTrail { edges { cursor node { id hash changes { ids } } } } } }"
            ),
            _spends(gets=2, queries=2),
        ),
        "group.forcesToken": (
            (
                "query ($groupName: String!) { group(groupName: $groupName) "
                "{ forcesToken forcesExpDate } }"
            ),
            _spends(gets=4, queries=2, commits=1),  # it is unsealed, and the trail told
        ),
        "group.trustRules": (
            (
                "query ($groupName: String!) { group(groupName: $groupName) "
                "{ trustRules { id issuer conditions { claim pattern } } } }"
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
        "group.stakeholders": (
            (
                "query ($groupName: String!) { group(groupName: $groupName) "
                "{ stakeholders { email role responsibility } } }"
            ),
            _spends(gets=3, queries=2),
        ),
        "group.vulnerabilities": (
            (
                "query ($groupName: String!) { group(groupName: $groupName) "
                f"{{ vulnerabilities {{ {_NODES} }} }} }}"
            ),
            _spends(gets=4, queries=2),
        ),
        "vulnerabilities": (
            f"{{ vulnerabilities(first: 100) {{ {_COUNTED} {_NODES} }} }}",
            _spends(gets=4, searches=1),  # what was found, and what it belongs to
        ),
        "findings": (
            f"{{ findings {{ {_COUNTED} {_FINDINGS} }} }}",
            _spends(gets=4, searches=1),  # findings and figures at once, then their groups
        ),
        "organization.findings": (
            (
                "query ($organizationId: String!) { organization(organizationId: $organizationId) "
                f"{{ findings {{ {_COUNTED} {_FINDINGS} }} }} }}"
            ),
            _spends(gets=4, queries=2, searches=1),
        ),
        "organization.vulnerabilities": (
            (
                "query ($organizationId: String!) { organization(organizationId: $organizationId) "
                f"{{ vulnerabilities(first: 100) {{ {_COUNTED} {_NODES} }} }} }}"
            ),
            _spends(gets=5, queries=2, searches=1),
        ),
        "group.findingsConnection": (
            (
                "query ($groupName: String!) { group(groupName: $groupName) "
                f"{{ findingsConnection {{ {_COUNTED} {_FINDINGS} }} }} }}"
            ),
            _spends(gets=4, searches=1),
        ),
        "group.findings.searched": (
            (
                "query ($groupName: String!) { group(groupName: $groupName) "
                '{ findings(filters: {root: "app/"}) { title status } } }'
            ),
            _spends(gets=3, queries=2, searches=1),
        ),
        "group.vulnerabilities.searched": (
            (
                "query ($groupName: String!) { group(groupName: $groupName) { vulnerabilities("
                'first: 100, search: "db", where: {severity: {gte: 1}}, orderBy: [{field: WHERE}]) '
                f"{{ total {_NODES} }} }} }}"
            ),
            _spends(gets=4, searches=1),
        ),
        "group.vulnerabilityDrafts.searched": (
            (
                "query ($groupName: String!) { group(groupName: $groupName) "
                '{ vulnerabilityDrafts(first: 100, search: "db") '
                f"{{ total {_NODES} }} }} }}"
            ),
            _spends(gets=4, searches=1),
        ),
        "finding.vulnerabilitiesConnection.searched": (
            (
                "query ($findingId: String!) { finding(identifier: $findingId) "
                f'{{ vulnerabilitiesConnection(first: 100, where: "db") {{ {_NODES} }} }} }}'
            ),
            _spends(gets=5, searches=1),
        ),
        "group.vulnerabilityDrafts": (
            (
                "query ($groupName: String!) { group(groupName: $groupName) "
                f"{{ vulnerabilityDrafts {{ {_NODES} }} }} }}"
            ),
            _spends(gets=4, queries=2),
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
        "gitroot.vulnerabilities": (
            _of_root(
                "GitRoot",
                "$groupName",
                "$rootId",
                "vulnerabilities { id where rootNickname finding { title } }",
            ),
            _spends(gets=4, queries=2),
        ),
        "gitroot.vulnerabilitiesConnection": (
            _of_root(
                "GitRoot", "$groupName", "$rootId", f"vulnerabilitiesConnection {{ {_NODES} }}"
            ),
            _spends(gets=4, queries=2),
        ),
        "iproot.vulnerabilities": (
            _of_root(
                "IPRoot",
                "$blackName",
                "$machineId",
                "vulnerabilities { id where rootNickname finding { title } }",
            ),
            _spends(gets=3, queries=2),
        ),
        "iproot.vulnerabilitiesConnection": (
            _of_root(
                "IPRoot", "$blackName", "$machineId", f"vulnerabilitiesConnection {{ {_NODES} }}"
            ),
            _spends(gets=3, queries=2),
        ),
        "urlroot.vulnerabilities": (
            _of_root(
                "URLRoot",
                "$blackName",
                "$siteId",
                "vulnerabilities { id where rootNickname finding { title } }",
            ),
            _spends(gets=3, queries=2),
        ),
        "urlroot.vulnerabilitiesConnection": (
            _of_root(
                "URLRoot", "$blackName", "$siteId", f"vulnerabilitiesConnection {{ {_NODES} }}"
            ),
            _spends(gets=3, queries=2),
        ),
        "gitroot.historicState": (
            _of_root("GitRoot", "$groupName", "$rootId", "historicState { modifiedAt url }"),
            _spends(gets=3, queries=2),
        ),
        "gitroot.gitEnvironmentUrls": (
            _of_root("GitRoot", "$groupName", "$rootId", "gitEnvironmentUrls { id url }"),
            _spends(gets=3, queries=2),
        ),
        "finding": (
            (
                "query ($findingId: String!) "
                "{ finding(identifier: $findingId) { title status openVulnerabilities } }"
            ),
            _spends(gets=4),
        ),
        "finding.draftsConnection": (
            (
                "query ($reviewedId: String!) { finding(identifier: $reviewedId) "
                f"{{ draftsConnection {{ {_NODES} }} }} }}"
            ),
            _spends(gets=4, queries=2),
        ),
        "finding.zeroRiskConnection": (
            (
                "query ($findingId: String!) { finding(identifier: $findingId) "
                f"{{ zeroRiskConnection {{ {_NODES} }} }} }}"
            ),
            _spends(gets=3, queries=2),
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
        "import.kept": (
            (
                "query ($importId: ID!) { import(id: $importId) { kept { edges { node "
                "{ explanation vulnerability { where finding { title } } } } } } }"
            ),
            _spends(gets=5),
        ),
        "import.introduced": (
            (
                "query ($importId: ID!) { import(id: $importId) { comparison { fixes } results("
                "outcomes: [UNCHANGED]) { edges { node { title where } } } } }"
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
        "import.rollback": (
            "query ($importId: ID!) { import(id: $importId) { rollback { undone } } }",
            _spends(gets=3),
        ),
        "importrollback.conflicts": (
            (
                "query ($importId: ID!) { import(id: $importId) { rollback { undone conflicts { "
                "edges { node { explanation vulnerability { where finding { title } } } } } } } }"
            ),
            _spends(gets=5, queries=2),
        ),
        "stakeholder": (
            (
                "query ($groupName: String!, $memberEmail: String!) { stakeholder("
                "entity: GROUP groupName: $groupName userEmail: $memberEmail) { email role } }"
            ),
            _spends(gets=2, queries=2),
        ),
        "stakeholder.groups": (
            (
                "query ($organizationId: String!, $memberEmail: String!) { stakeholder("
                "entity: ORGANIZATION organizationId: $organizationId userEmail: $memberEmail"
                ") { groups { name } } }"
            ),
            _spends(gets=3, queries=3),
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
            _spends(gets=6, commits=1),
        ),
        "updateGroup": (
            (
                "mutation ($groupName: String!) { updateGroup(groupName: $groupName "
                'comments: "c" reason: NONE subscription: CONTINUOUS '
                "hasAsm: true hasMachine: true hasSquad: true tier: FREE) { success } }"
            ),
            _spends(gets=2, commits=1),
        ),
        "updateGroupInfo": (
            (
                "mutation ($groupName: String!) { updateGroupInfo("
                'groupName: $groupName description: "Anew" language: ES) { success } }'
            ),
            _spends(gets=2, commits=1),
        ),
        "updateGroupAccessInfo": (
            (
                "mutation ($groupName: String!) { updateGroupAccessInfo("
                'groupName: $groupName groupContext: "c") { success } }'
            ),
            _spends(gets=2, commits=1),
        ),
        "updateGroupDisambiguation": (
            (
                "mutation ($groupName: String!) { updateGroupDisambiguation("
                'groupName: $groupName disambiguation: "d") { success } }'
            ),
            _spends(gets=2, commits=1),
        ),
        "addGroupTags": (
            (
                "mutation ($groupName: String!) { addGroupTags("
                'groupName: $groupName tagsData: ["shop"]) { success group { tags } } }'
            ),
            _spends(gets=2, commits=1),
        ),
        "removeGroupTag": (
            (
                "mutation ($groupName: String!) { removeGroupTag("
                'groupName: $groupName tag: "shop") { success group { tags } } }'
            ),
            _spends(gets=2, commits=1),
        ),
        "updateGroupPolicies": (
            (
                "mutation ($groupName: String!) { updateGroupPolicies("
                "groupName: $groupName maxAcceptanceDays: 7) { success } }"
            ),
            _spends(gets=3, commits=1),
        ),
        "updateOrganizationPolicies": (
            (
                "mutation ($organizationId: String!, $organizationName: String!) "
                "{ updateOrganizationPolicies(organizationId: $organizationId "
                "organizationName: $organizationName maxAcceptanceDays: 8) { success } }"
            ),
            _spends(gets=2, commits=1),
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
        "addIpRoot": (
            (
                "mutation ($blackName: String!) { addIpRoot(groupName: $blackName "
                'address: "198.51.100.7" nickname: "fresh") { success } }'
            ),
            _spends(gets=3, commits=1),
        ),
        "addUrlRoot": (
            (
                "mutation ($blackName: String!) { addUrlRoot(groupName: $blackName "
                'url: "https://fresh.example.com" nickname: "freshsite") { success } }'
            ),
            _spends(gets=3, commits=1),
        ),
        "updateGitRoot": (
            (
                "mutation ($groupName: String!, $bareRootId: ID!, $otherUrl: String!) "
                "{ updateGitRoot(groupName: $groupName id: $bareRootId url: $otherUrl "
                'branch: "trunk" environment: "production" includesHealthCheck: false '
                'gitignore: [] nickname: "anew") { success } }'
            ),
            _spends(gets=5, queries=3, commits=1),
        ),
        "updateIpRoot": (
            (
                "mutation ($blackName: String!, $machineId: ID!) { updateIpRoot("
                'groupName: $blackName rootId: $machineId nickname: "anew") { success } }'
            ),
            _spends(gets=4, commits=1),
        ),
        "updateUrlRoot": (
            (
                "mutation ($blackName: String!, $siteId: ID!) { updateUrlRoot("
                'groupName: $blackName rootId: $siteId nickname: "anew2") { success } }'
            ),
            _spends(gets=4, commits=1),
        ),
        "gitroot.secrets": (
            _of_root("GitRoot", "$groupName", "$rootId", "secrets { key value }"),
            _spends(gets=4, queries=2, commits=1),
        ),
        "urlroot.secrets": (
            _of_root("URLRoot", "$blackName", "$siteId", "secrets { key value }"),
            _spends(gets=4, queries=2, commits=1),
        ),
        "gitenvironmenturl.secrets": (
            _of_root(
                "GitRoot", "$groupName", "$rootId", "gitEnvironmentUrls { secrets { key value } }"
            ),
            _spends(gets=5, queries=3, commits=1),
        ),
        "addSecret": (
            (
                "mutation ($groupName: String!, $rootId: ID!) { addSecret(groupName: $groupName "
                'rootId: $rootId key: "KEY00" value: "v") { success } }'
            ),
            _spends(gets=4, queries=2, commits=1),
        ),
        "removeSecret": (
            (
                "mutation ($groupName: String!, $rootId: ID!) { removeSecret(groupName: $groupName "
                'rootId: $rootId key: "KEY00") { success } }'
            ),
            _spends(gets=4, commits=1),
        ),
        "addGitEnvironmentSecret": (
            (
                "mutation ($groupName: String!, $urlId: String!) { addGitEnvironmentSecret("
                'groupName: $groupName urlId: $urlId key: "KEY00" value: "v") { success } }'
            ),
            _spends(gets=4, queries=3, commits=1),
        ),
        "removeEnvironmentUrlSecret": (
            (
                "mutation ($groupName: String!, $urlId: String!) { removeEnvironmentUrlSecret("
                'groupName: $groupName urlId: $urlId key: "KEY00") { success } }'
            ),
            _spends(gets=4, queries=2, commits=1),
        ),
        # Before one is added: of more than a hundred, it is a get more for each hundred.
        "organization.credentials.key": (
            (
                "query ($organizationId: String!) { organization(organizationId: $organizationId) "
                "{ credentials { key token } } }"
            ),
            _spends(gets=4, queries=2, commits=1),
        ),
        "me.credentials": (
            "{ me { credentials { name owner token } } }",
            _spends(gets=3, queries=2, commits=1),
        ),
        "addCredentials": (
            (
                "mutation ($organizationId: ID!, $newName: String!) { addCredentials("
                "organizationId: $organizationId "
                'credentials: { name: $newName, type: HTTPS, token: "t" }) { success } }'
            ),
            _spends(gets=4, commits=1),
        ),
        "updateCredentials": (
            (
                "mutation ($organizationId: ID!, $credentialsId: ID!) { updateCredentials("
                "organizationId: $organizationId credentialsId: $credentialsId "
                'credentials: { type: HTTPS, token: "t" }) { success } }'
            ),
            _spends(gets=4, commits=1),
        ),
        "organization.credential": (
            (
                "query ($organizationId: String!, $credentialsId: String) { organization("
                "organizationId: $organizationId) { credential(id: $credentialsId) { name key } } }"
            ),
            _spends(gets=4, commits=1),
        ),
        "organization.credentials": (
            (
                "query ($organizationId: String!) { organization(organizationId: $organizationId) "
                "{ credentials { name owner } } }"
            ),
            _spends(gets=2, queries=2),
        ),
        "credentials.organization": (
            (
                "query ($organizationId: String!) { organization(organizationId: $organizationId) "
                "{ credentials { organization { name } } } }"
            ),
            _spends(gets=2, queries=2),
        ),
        "group.credentials": (
            "query ($groupName: String!) { group(groupName: $groupName) { credentials { name } } }",
            _spends(gets=3, queries=2),
        ),
        "gitroot.credentials": (
            _of_root("GitRoot", "$groupName", "$rootId", "credentials { name }"),
            _spends(gets=3),
        ),
        "removeCredentials": (
            (
                "mutation ($organizationId: ID!, $credentialsId: ID!) { removeCredentials("
                "organizationId: $organizationId credentialsId: $credentialsId) { success } }"
            ),
            _spends(gets=3, commits=1),
        ),
        "addGitEnvironmentUrl": (
            (
                "mutation ($groupName: String!, $rootId: ID!) { addGitEnvironmentUrl("
                'groupName: $groupName rootId: $rootId url: "app.apk" urlType: APK) '
                "{ success } }"
            ),
            _spends(gets=4, commits=1),
        ),
        "removeEnvironmentUrl": (
            (
                "mutation ($groupName: String!, $rootId: ID!, $urlId: String!) "
                "{ removeEnvironmentUrl(groupName: $groupName rootId: $rootId urlId: $urlId) "
                "{ success } }"
            ),
            _spends(gets=4, queries=3, commits=1),
        ),
        "deactivateRoot": (
            (
                "mutation ($groupName: String!, $leavingId: ID!) { deactivateRoot("
                "groupName: $groupName id: $leavingId reason: OUT_OF_SCOPE) { success } }"
            ),
            _spends(gets=5, commits=1),
        ),
        "activateRoot": (
            (
                "mutation ($groupName: String!, $leavingId: ID!) { activateRoot("
                "groupName: $groupName id: $leavingId) { success } }"
            ),
            _spends(gets=4, commits=1),
        ),
        "moveRoot": (
            (
                "mutation ($groupName: String!, $movingId: ID!, $targetName: String!) { moveRoot("
                "groupName: $groupName id: $movingId targetGroupName: $targetName) { success } }"
            ),
            _spends(gets=7, commits=1),
        ),
        "grantStakeholderAccess": (
            (
                "mutation ($groupName: String!, $newEmail: String!) { grantStakeholderAccess("
                "groupName: $groupName email: $newEmail role: USER_MANAGER) { success } }"
            ),
            _spends(gets=5, queries=3, commits=1),
        ),
        "updateGroupStakeholder": (
            (
                "mutation ($groupName: String!, $newEmail: String!) { updateGroupStakeholder("
                'groupName: $groupName email: $newEmail role: USER responsibility: "r") '
                "{ success } }"
            ),
            _spends(gets=2, queries=3, commits=1),
        ),
        "removeStakeholderAccess": (
            (
                "mutation ($groupName: String!, $newEmail: String!) { removeStakeholderAccess("
                "groupName: $groupName userEmail: $newEmail) { success } }"
            ),
            _spends(gets=3, queries=2, commits=1),
        ),
        "grantStakeholderOrganizationAccess": (
            (
                "mutation ($organizationId: String!, $newEmail: String!) "
                "{ grantStakeholderOrganizationAccess(organizationId: $organizationId "
                "userEmail: $newEmail role: USER_MANAGER) { success } }"
            ),
            _spends(gets=5, queries=3, commits=1),
        ),
        "updateOrganizationStakeholder": (
            (
                "mutation ($organizationId: String!, $newEmail: String!) "
                "{ updateOrganizationStakeholder(organizationId: $organizationId "
                "userEmail: $newEmail role: USER) { success } }"
            ),
            _spends(gets=2, queries=3, commits=1),
        ),
        "removeStakeholderOrganizationAccess": (
            (
                "mutation ($organizationId: String!, $newEmail: String!) "
                "{ removeStakeholderOrganizationAccess(organizationId: $organizationId "
                "userEmail: $newEmail) { success } }"
            ),
            _spends(gets=3, queries=2, commits=1),
        ),
        "addRole": (
            (
                "mutation ($organizationId: String!, $newName: String!) { addRole("
                "organizationId: $organizationId name: $newName level: GROUP "
                'actions: ["api_resolvers_query_group_resolve"]) { success } }'
            ),
            _spends(gets=3, queries=2, commits=1),
        ),
        "assignGroupRole": (
            (
                "mutation ($groupName: String!, $memberEmail: String!, $roleId: ID!) "
                "{ assignGroupRole(groupName: $groupName userEmail: $memberEmail "
                "roleId: $roleId) { success } }"
            ),
            _spends(gets=3, queries=2, commits=1),
        ),
        "assignOrganizationRole": (
            (
                "mutation ($organizationId: String!, $memberEmail: String!, $directorId: ID!) "
                "{ assignOrganizationRole(organizationId: $organizationId "
                "userEmail: $memberEmail roleId: $directorId) { success } }"
            ),
            _spends(gets=4, queries=2, commits=1),
        ),
        "updateRole": (
            (
                "mutation ($organizationId: String!, $roleId: ID!) { updateRole("
                'organizationId: $organizationId name: "other" roleId: $roleId '
                'actions: ["api_resolvers_query_root_resolve"]) { success } }'
            ),
            _spends(gets=4, queries=2, commits=1),
        ),
        "removeRole": (
            (
                "mutation ($organizationId: String!, $roleId: ID!) { removeRole("
                'organizationId: $organizationId replacement: "user" roleId: $roleId) '
                "{ success } }"
            ),
            _spends(gets=4, queries=2, commits=1),
        ),
        "updateGroupStakeholder.member": (
            (
                "mutation ($groupName: String!, $memberEmail: String!) { updateGroupStakeholder("
                'groupName: $groupName email: $memberEmail role: USER responsibility: "r") '
                "{ success } }"
            ),
            _spends(gets=3, queries=2, commits=1),
        ),
        "endStakeholderSessions": (
            (
                "mutation ($memberEmail: String!) "
                "{ endStakeholderSessions(email: $memberEmail) { success } }"
            ),
            _spends(gets=2, queries=2, commits=1),  # what a custom role means
        ),
        "removeStakeholderAccess.member": (
            (
                "mutation ($groupName: String!, $memberEmail: String!) { removeStakeholderAccess("
                "groupName: $groupName userEmail: $memberEmail) { success } }"
            ),
            _spends(gets=4, queries=2, commits=1),
        ),
        "unsubscribeFromGroup": (
            (
                "mutation ($leavableName: String!) "
                "{ unsubscribeFromGroup(groupName: $leavableName) { success } }"
            ),
            _spends(gets=4, queries=2, commits=1),
        ),
        "addStakeholder": (
            (
                "mutation ($newEmail: String!) "
                "{ addStakeholder(email: $newEmail role: USER) { success } }"
            ),
            _spends(gets=2, queries=2, commits=1),
        ),
        "acceptLegal": ("mutation { acceptLegal(remember: true) { success } }", _own()),
        "updateTours": (
            (
                "mutation { updateTours(tours: { newGroup: true newRiskExposure: false "
                "newRoot: true welcome: true }) { success } }"
            ),
            _own(),
        ),
        "updateNotificationsPreferences": (
            (
                "mutation { updateNotificationsPreferences("
                "notificationsPreferences: { email: [ROOT_UPDATE] }) { success } }"
            ),
            _own(),
        ),
        "removeStakeholder": (
            "mutation { removeStakeholder { success } }",
            _spends(gets=2, commits=1),
        ),
        "me.account": (
            "{ me { remember tours { welcome } notificationsPreferences { email available } } }",
            _spends(),
        ),
        "addFinding": (
            (
                "mutation ($groupName: String!, $newName: String!) { addFinding("
                'groupName: $groupName title: $newName description: "d" threat: "t" '
                'attackVectorDescription: "a" recommendation: "r" '
                f'unfulfilledRequirements: ["u"] cvssVector: "{_VECTOR}" {_metrics("0")}'
                ") { success } }"
            ),
            _spends(gets=2, queries=2, commits=1),
        ),
        "updateSeverity": (
            (
                "mutation ($reviewedId: String!) { updateSeverity("
                f'findingId: $reviewedId cvssVersion: "3.1" cvssVector: "{_VECTOR}" '
                f"""{_metrics('"0"')}) {{ success finding {{ title }} }} }}"""
            ),
            _spends(gets=3, commits=1),
        ),
        "updateDescription": (
            (
                "mutation ($reviewedId: String!, $title: String!) { updateDescription("
                'findingId: $reviewedId title: $title description: "d" threat: "t" '
                'attackVectorDescription: "a" recommendation: "r") '
                "{ success finding { title } } }"
            ),
            _spends(gets=4, queries=2, commits=1),
        ),
        "updateVulnerabilitiesSeverity": (
            (
                "mutation ($reviewedId: ID!, $openIds: [ID!]!) { updateVulnerabilitiesSeverity("
                f'findingId: $reviewedId vulnerabilityIds: $openIds cvssVector: "{_VECTOR}"'
                ") { success } }"
            ),
            _spends(gets=4, commits=1),
        ),
        "closeVulnerabilities": (_of_many("closeVulnerabilities", "openIds"), _OF_MANY),
        "confirmVulnerabilities": (
            _of_many("confirmVulnerabilities", "draftIds"),
            _spends(gets=5, commits=1),  # and one for what roots are tested
        ),
        "rejectVulnerabilities": (
            _of_many("rejectVulnerabilities", "otherDraftIds", "reasons: [NAMING]"),
            _OF_MANY,
        ),
        "resubmitVulnerabilities": (
            _of_many("resubmitVulnerabilities", "otherDraftIds"),
            _OF_MANY,
        ),
        "removeVulnerability": (
            (
                "mutation ($reviewedId: String!, $wrongId: String!) { removeVulnerability("
                "findingId: $reviewedId id: $wrongId justification: FALSE_POSITIVE) { success } }"
            ),
            _spends(gets=4, commits=1),
        ),
        "mergeVulnerabilities": (
            (
                "mutation ($keepId: ID!, $absorbId: ID!) { mergeVulnerabilities("
                "keep: $keepId absorb: $absorbId) { success vulnerability { mergedIds } } }"
            ),
            _spends(gets=4, commits=1),
        ),
        "unmergeVulnerability": (
            (
                "mutation ($keepId: ID!, $absorbId: ID!) { unmergeVulnerability("
                "keep: $keepId absorbed: $absorbId) { success vulnerability { id } } }"
            ),
            _spends(gets=4, queries=2, commits=1),
        ),
        "splitVulnerability": (
            (
                "mutation ($splitId: ID!, $splitImportId: ID!, $resultIndex: Int!) "
                "{ splitVulnerability(id: $splitId importId: $splitImportId "
                "resultIndex: $resultIndex) { success vulnerability { id } } }"
            ),
            _spends(gets=6, queries=2, commits=1),
        ),
        "updateVulnerabilityDescription": (
            (
                "mutation ($vulnerabilityId: ID!) { updateVulnerabilityDescription("
                "vulnerabilityId: $vulnerabilityId source: ANALYST) { success } }"
            ),
            _spends(gets=3, commits=1),
        ),
        "vulnerability.historicState": (
            (
                "query ($vulnerabilityId: String!) { vulnerability(uuid: $vulnerabilityId) "
                "{ historicState { status hacker } } }"
            ),
            _spends(gets=3, queries=2),
        ),
        "importReport": (
            (
                "mutation ($groupName: String!, $rootNickname: String!, $report: Upload!) "
                "{ importReport(groupName: $groupName rootNickname: $rootNickname report: $report "
                "waitSeconds: 0) { success } }"
            ),
            _spends(gets=5, commits=1),
        ),
        "issueSketchKey": (
            (
                "mutation ($groupName: String!, $rootNickname: String!) "
                "{ issueSketchKey(groupName: $groupName rootNickname: $rootNickname) { id } }"
            ),
            _spends(gets=6, commits=1),
        ),
        "confirmImport": (
            "mutation ($heldId: ID!) { confirmImport(id: $heldId, waitSeconds: 0) { success } }",
            _spends(gets=5, commits=1),
        ),
        "discardImport": (
            "mutation ($otherHeldId: ID!) { discardImport(id: $otherHeldId) { success } }",
            _spends(gets=3, commits=1),
        ),
        "rollbackImport": (
            (
                "mutation ($undoneId: ID!) "
                "{ rollbackImport(id: $undoneId, waitSeconds: 0) { success } }"
            ),
            _spends(gets=5, commits=1),
        ),
        "removeFinding": (
            (
                "mutation ($reviewedId: String!) { removeFinding("
                "findingId: $reviewedId justification: DUPLICATED) { success } }"
            ),
            _spends(gets=5, commits=1),
        ),
        "removeGroup": (
            (
                "mutation ($blackName: String!) "
                "{ removeGroup(groupName: $blackName reason: MISTAKE) { success } }"
            ),
            _spends(gets=3, commits=1),
        ),
        "updateForcesAccessToken": (
            (
                "mutation ($groupName: String!) "
                "{ updateForcesAccessToken(groupName: $groupName) { success } }"
            ),
            _spends(gets=5, queries=2, commits=1),
        ),
        "addTrustRule": (
            (
                "mutation ($groupName: String!) { addTrustRule(groupName: $groupName "
                'issuer: "https://ci.example.com" audience: "us" scopes: [GATE] '
                'conditions: [{ claim: "project", pattern: "acme/app" }]) { success } }'
            ),
            _spends(gets=2, queries=2, commits=1),
        ),
        "removeTrustRule": (
            (
                "mutation ($groupName: String! $ruleId: ID!) "
                "{ removeTrustRule(groupName: $groupName id: $ruleId) { success } }"
            ),
            _spends(gets=2, queries=2, commits=1),
        ),
        "invalidateAccessToken": (
            "mutation ($oldTokenId: ID!) { invalidateAccessToken(id: $oldTokenId) { success } }",
            _spends(commits=1),
        ),
        "addAccessToken": (
            (
                "mutation ($expires: Int!) "
                '{ addAccessToken(expirationTime: $expires, name: "n") { success } }'
            ),
            _spends(gets=2, commits=1),  # whether its end is watched already
        ),
        "rotateAccessToken": (
            "mutation ($tokenId: ID!) { rotateAccessToken(id: $tokenId) { success } }",
            _spends(gets=4, commits=1),
        ),
        "acknowledgeConcurrentSession": (
            "mutation { acknowledgeConcurrentSession { success } }",
            _spends(commits=1),
        ),
        "endSession": (
            "mutation ($sessionId: ID!) { endSession(id: $sessionId) { success } }",
            _spends(commits=1),
        ),
        # It ends what all of them are asked with.
        "updateAccessToken": (
            "mutation ($expires: Int!) { updateAccessToken(expirationTime: $expires) { success } }",
            _spends(gets=2, commits=1),
        ),
    }
)
