"""The operations, as text; each under the API's limits of length and depth."""

from typing import Final

_IMPORT: Final = (
    "id state reason dryRun progress tool commit ref requestedBy startedAt finishedAt"
    " isBranch counts { created matched moved reopened unchanged duplicate closed kept }"
    " comparison { introduces fixes keeps }"
)
_VULNERABILITY: Final = (
    "vulnerability { id where specific state severityTemporalScore finding { title } }"
)
_PAGE: Final = "pageInfo { hasNextPage endCursor }"

IMPORT_REPORT: Final = f"""
mutation ($groupName: String!, $rootNickname: String!, $report: Upload!, $format: ReportFormat,
    $commit: String, $ref: String, $dryRun: Boolean, $scanned: [String!], $waitSeconds: Int) {{
  importReport(groupName: $groupName, rootNickname: $rootNickname, report: $report,
      format: $format, commit: $commit, ref: $ref, dryRun: $dryRun, scanned: $scanned,
      waitSeconds: $waitSeconds) {{
    success
    import {{ {_IMPORT} }}
  }}
}}
"""

SKETCH_KEY: Final = """
mutation ($groupName: String!, $rootNickname: String!) {
  issueSketchKey(groupName: $groupName, rootNickname: $rootNickname) { success id key }
}
"""

IMPORT: Final = f"query ($id: ID!) {{ import(id: $id) {{ {_IMPORT} }} }}"

RESULTS: Final = f"""
query ($id: ID!, $first: Int, $after: String, $outcomes: [ImportOutcome!]) {{
  import(id: $id) {{
    results(first: $first, after: $after, outcomes: $outcomes) {{
      edges {{ node {{
        runIndex resultIndex outcome layer explanation title severity where specific
        {_VULNERABILITY}
      }} }}
      {_PAGE}
    }}
  }}
}}
"""

CLOSED: Final = f"""
query ($id: ID!, $first: Int, $after: String) {{
  import(id: $id) {{
    closed(first: $first, after: $after) {{
      edges {{ node {{ explanation {_VULNERABILITY} }} }}
      {_PAGE}
    }}
  }}
}}
"""

FINDINGS: Final = """
query ($groupName: String!, $first: Int) {
  group(groupName: $groupName) {
    findings {
      id title status severityScore openVulnerabilities closedVulnerabilities
      vulnerabilitiesConnection(first: $first, state: VULNERABLE) {
        edges { node { where specific } }
      }
    }
  }
}
"""

ROOTS: Final = """
query ($groupName: String!) {
  group(groupName: $groupName) { roots { ... on GitRoot { nickname } } }
}
"""

ADD_GIT_ROOT: Final = """
mutation ($groupName: String!, $nickname: String!, $url: String!, $branch: String!,
    $environment: String!) {
  addGitRoot(groupName: $groupName, nickname: $nickname, url: $url, branch: $branch,
      environment: $environment, gitignore: [], includesHealthCheck: false) {
    success
    rootId
  }
}
"""
