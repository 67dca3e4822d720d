"""A small server that speaks the part of the API which the client uses, for real, over HTTP."""

import gzip
import json
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.parser import BytesParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final

from graphql import build_schema, graphql_sync
from typing_extensions import override

TOKEN: Final = "itg_api_0123456789abcdef"

SDL: Final = """
scalar DateTime
scalar Upload
enum ReportFormat { AUTO GENERIC_CSV NPM_AUDIT SARIF }
enum VulnerabilityState { VULNERABLE SAFE DELETED }
enum ImportOutcome { CREATED MATCHED MOVED REOPENED UNCHANGED DUPLICATE SUPPRESSED IGNORED }
type Counts {
  created: Int! matched: Int! moved: Int! reopened: Int! unchanged: Int! duplicate: Int!
  closed: Int! kept: Int!
}
type Comparison { introduces: Int! fixes: Int! keeps: Int! }
type PageInfo { hasNextPage: Boolean! endCursor: String! }
type Import {
  id: ID! state: String! reason: String dryRun: Boolean! progress: Int! tool: String
  commit: String ref: String
  requestedBy: String! startedAt: DateTime finishedAt: DateTime counts: Counts!
  isBranch: Boolean! comparison: Comparison
  results(first: Int, after: String, outcomes: [ImportOutcome!]): Results!
  closed(first: Int, after: String): Results!
}
type Results { edges: [ResultEdge!]! pageInfo: PageInfo! }
type ResultEdge { node: Result! }
type Result {
  runIndex: Int resultIndex: Int outcome: ImportOutcome layer: String
  explanation: String vulnerability: Vulnerability
  title: String severity: Float where: String! specific: String!
}
type Vulnerability {
  id: String! where: String! specific: String! state: VulnerabilityState!
  severityTemporalScore: Float! finding: Finding!
}
type VulnerabilityEdge { node: Vulnerability! }
type VulnerabilitiesConnection { edges: [VulnerabilityEdge!]! }
type Finding {
  id: String! title: String! status: String! severityScore: Float! openVulnerabilities: Int!
  closedVulnerabilities: Int!
  vulnerabilitiesConnection(
    first: Int, after: String, state: VulnerabilityState): VulnerabilitiesConnection!
}
type GitRoot { nickname: String! }
type IPRoot { id: ID! }
union Root = GitRoot | IPRoot
type Group { findings: [Finding] roots: [Root!] }
type Query { import(id: ID!): Import group(groupName: String!): Group }
type ImportReportPayload { success: Boolean! import: Import! }
type AddRootPayload { success: Boolean! rootId: ID }
type SketchKeyPayload { success: Boolean! id: String! key: String! }
type Mutation {
  importReport(groupName: String!, rootNickname: String!, report: Upload!,
    format: ReportFormat = AUTO, commit: String, ref: String, dryRun: Boolean = false,
    scanned: [String!],
    waitSeconds: Int = 20): ImportReportPayload!
  issueSketchKey(groupName: String!, rootNickname: String!): SketchKeyPayload!
  addGitRoot(branch: String!, environment: String!, gitignore: [String!]!, groupName: String!,
    includesHealthCheck: Boolean!, nickname: String!, url: String!): AddRootPayload!
}
"""
SCHEMA: Final = build_schema(SDL)

QUERY_CHARACTERS: Final = 3000
QUERY_DEPTH: Final = 8
NO_COUNTS: Final = dict.fromkeys(
    ("created", "matched", "moved", "reopened", "unchanged", "duplicate", "closed", "kept"), 0
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Answers in place of the API; status 0 hangs up without an answer."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b"{}"
    reads_body: bool = True
    is_late: bool = False  # the API has done its work by then


@dataclass(slots=True, kw_only=True)
class Api:
    """What the server holds and has seen; tests set the first part and look at the second."""

    faults: list[Fault | None] = field(default_factory=list)
    states: list[dict[str, Any]] = field(default_factory=list)
    results: list[dict[str, Any]] = field(default_factory=list)
    closed: list[dict[str, Any]] = field(default_factory=list)
    findings: list[dict[str, Any]] = field(default_factory=list)
    results_page: dict[str, Any] | None = None
    root_refusal: str = ""
    sketch_key: tuple[str, str] = ("", "")  # its id and itself; without an id it is refused
    roots: list[str] = field(default_factory=list)
    refusal: tuple[str, str] | None = None
    url: str = ""
    operations: list[str] = field(default_factory=list)
    variables: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    uploads: list[bytes] = field(default_factory=list)

    def root_value(self) -> dict[str, Any]:
        return {
            "importReport": self._import_report,
            "addGitRoot": self._add_git_root,
            "issueSketchKey": self._issue_sketch_key,
            "import": lambda _info, **_: self._import(),
            "group": lambda _info, **_: self._group(),
        }

    def _import_report(self, _info: Any, **arguments: Any) -> dict[str, Any]:
        self.uploads.append(arguments["report"])
        return {"success": True, "import": self._import()}

    def _add_git_root(self, _info: Any, **arguments: Any) -> dict[str, Any]:
        if self.root_refusal:
            raise ValueError(self.root_refusal)
        if arguments["nickname"] in self.roots:
            raise ValueError("Exception - Root with the same URL/branch already exists")
        self.roots.append(arguments["nickname"])
        return {"success": True, "rootId": "r1"}

    def _issue_sketch_key(self, _info: Any, **_: Any) -> dict[str, Any]:
        id_, key = self.sketch_key
        if not id_:
            raise ValueError("Exception - Access denied")
        return {"success": True, "id": id_, "key": key}

    def _group(self) -> dict[str, Any]:
        roots = [{"__typename": "GitRoot", "nickname": name} for name in self.roots]
        return {
            "findings": self.findings,
            "roots": [{"__typename": "IPRoot", "id": "ip"}, *roots],
        }

    def _import(self) -> dict[str, Any]:
        """Return the import as it stands, the last state again and again."""
        state = self.states.pop(0) if len(self.states) > 1 else self.states[0]
        return {
            **state,
            "results": lambda _info, **page: self.results_page or self._results(**page),
            "closed": lambda _info, **page: connection(self.closed, **page),
        }

    def _results(self, outcomes: list[str] | None = None, **page: Any) -> dict[str, Any]:
        wanted = [each for each in self.results if not outcomes or each["outcome"] in outcomes]
        return connection(wanted, **page)

    def answer(self, document: str, variables: dict[str, Any]) -> dict[str, Any]:
        assert len(document) <= QUERY_CHARACTERS
        assert _depth(document) <= QUERY_DEPTH
        if self.refusal is not None:
            message, code = self.refusal
            return {"data": None, "errors": [{"message": message, "extensions": {"code": code}}]}
        result = graphql_sync(
            SCHEMA, document, root_value=self.root_value(), variable_values=variables
        )
        return dict(result.formatted)


def an_import(**changes: Any) -> dict[str, Any]:
    counts = {**NO_COUNTS, **changes.pop("counts", {})}
    given = {
        "id": "i1",
        "state": "DONE",
        "reason": None,
        "dryRun": False,
        "progress": 100,
        "tool": "bandit",
        "commit": None,
        "ref": "main",
        "requestedBy": "ci@example.com",
        "startedAt": "2026-01-02T03:04:05+00:00",
        "finishedAt": None,
        "isBranch": False,
        "comparison": None,
    }
    return {**given, **changes, "counts": counts}


def a_result(outcome: str, index: int = 0, **changes: Any) -> dict[str, Any]:
    given = {
        "runIndex": 0,
        "resultIndex": index,
        "outcome": outcome,
        "layer": "exact",
        "explanation": f"{outcome.lower()} because of a test",
        "vulnerability": a_vulnerability(id=f"v{index}"),
        "title": "CWE-89. SQL injection",
        "severity": 7.5,
        "where": "app/db.py",
        "specific": "41",
    }
    return {**given, **changes}


def a_vulnerability(**changes: Any) -> dict[str, Any]:
    given = {
        "id": "v",
        "where": "app/db.py",
        "specific": "41",
        "state": "VULNERABLE",
        "severityTemporalScore": 7.5,
        "finding": {"title": "CWE-89. SQL injection"},
    }
    return {**given, **changes}


def a_finding(**changes: Any) -> dict[str, Any]:
    given = {
        "id": "f1",
        "title": "CWE-89. SQL injection",
        "status": "VULNERABLE",
        "severityScore": 7.5,
        "openVulnerabilities": 1,
        "closedVulnerabilities": 0,
        "vulnerabilitiesConnection": {"edges": [{"node": a_vulnerability()}]},
    }
    return {**given, **changes}


def connection(nodes: list[dict[str, Any]], first: int, after: str | None = None) -> dict[str, Any]:
    start = int(after or 0)
    end = start + first
    has_next = end < len(nodes)
    return {
        "edges": [{"node": node} for node in nodes[start:end]],
        "pageInfo": {"hasNextPage": has_next, "endCursor": str(end) if has_next else ""},
    }


def unpacked(data: bytes) -> bytes:
    return gzip.decompress(data) if data.startswith(b"\x1f\x8b") else data


@contextmanager
def serving(api: Api, *, tls: ssl.SSLContext | None = None) -> Iterator[None]:
    """Serve ``api`` on a free port of this machine and write its address into it."""

    class Handler(_Handler):
        served = api

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        api.url = f"http://127.0.0.1:{server.server_port}/api"
        if tls is not None:
            server.socket = tls.wrap_socket(server.socket, server_side=True)
            api.url = f"https://localhost:{server.server_port}/api"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield
        finally:
            server.shutdown()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    served: Api

    @override
    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: the tests look at ``Api``."""

    def do_POST(self) -> None:
        api = self.served
        api.headers.append(dict(self.headers))
        fault = api.faults.pop(0) if api.faults else None
        length = int(self.headers["Content-Length"])
        data = self.rfile.read(length if fault is None or fault.reads_body else 0)
        if fault is not None and not fault.is_late:
            self._send(fault.status, fault.body, fault.headers)
            return
        document, variables = _request(self.headers["Content-Type"], data)
        api.operations.append(document)
        api.variables.append(variables)
        is_signed_in = self.headers["Authorization"] == f"Bearer {TOKEN}"
        content = api.answer(document, variables) if is_signed_in else _LOGIN_REQUIRED
        status = 200 if fault is None else fault.status
        self._send(status, json.dumps(content).encode(), {})

    def _send(self, status: int, body: bytes, headers: Mapping[str, str]) -> None:
        self.close_connection = True
        if status == 0:
            return
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", **headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


_LOGIN_REQUIRED: Final = {"data": None, "errors": [{"message": "Login required"}]}


def _request(content_type: str, data: bytes) -> tuple[str, dict[str, Any]]:
    if content_type == "application/json":
        content = json.loads(data)
        return content["query"], content["variables"]
    message = BytesParser().parsebytes(
        f"Content-Type: {content_type}\r\nMIME-Version: 1.0\r\n\r\n".encode() + data
    )
    parts: dict[Any, Any] = {
        part.get_param("name", header="content-disposition"): part.get_payload(decode=True)
        for part in message.walk()
        if not part.is_multipart()
    }
    operations = json.loads(parts.pop("operations"))
    for name, [path] in json.loads(parts.pop("map")).items():
        scope, _, variable = path.partition(".")
        assert operations[scope][variable] is None
        operations[scope][variable] = parts.pop(name)
    assert not parts
    return operations["query"], operations["variables"]


def _depth(document: str) -> int:
    depth = deepest = 0
    for character in document:
        depth += {"{": 1, "}": -1}.get(character, 0)
        deepest = max(deepest, depth)
    return deepest
