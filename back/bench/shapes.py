"""What vulnerabilities of real code bases look like: weaknesses, paths, and how often each is.

The weaknesses are those of MITRE's CWE that scanners report most; the scores are what CVSS v3.1
gives their usual vector.  The shares are round numbers, skewed as those of real portfolios are.
"""

from dataclasses import dataclass
from typing import Final

from db_model.vulnerabilities.types import (
    Technique,
    TreatmentStatus,
    VulnerabilityStatus,
    VulnerabilityType,
    ZeroRiskStatus,
)


@dataclass(frozen=True, slots=True)
class Weakness:
    """A rule of a scanner, the commonest first."""

    tool: str
    rule: str
    cwe: int
    name: str
    score: float
    score_v4: float | None = None


WEAKNESSES: Final = (
    Weakness("Semgrep", "python.lang.security.sqli", 89, "SQL injection", 9.8, 9.3),
    Weakness("ESLint", "security/detect-object-injection", 915, "Mass assignment", 5.3, 6.9),
    Weakness("Semgrep", "javascript.browser.dom-xss", 79, "Cross-site scripting", 6.1, 5.3),
    Weakness("Bandit", "B101", 703, "Improper check of exceptional conditions", 3.1),
    Weakness("CodeQL", "java/path-injection", 22, "Path traversal", 7.5, 8.7),
    Weakness("Bandit", "B105", 259, "Hard-coded password", 7.4, 8.2),
    Weakness("gosec", "G104", 252, "Unchecked return value", 3.7),
    Weakness("CodeQL", "java/log-injection", 117, "Injection into logs", 4.3, 5.3),
    Weakness("Trivy", "CVE-2021-44228", 502, "Deserialization of untrusted data", 10.0, 9.5),
    Weakness("Semgrep", "generic.secrets.api-key", 798, "Hard-coded credentials", 8.6, 9.2),
    Weakness("CodeQL", "cpp/unbounded-write", 120, "Buffer overflow", 8.1, 8.6),
    Weakness("Bandit", "B311", 338, "Weak random numbers", 4.8, 6.3),
    Weakness("Bandit", "B324", 327, "Broken cryptographic algorithm", 5.9, 6.0),
    Weakness("SpotBugs", "XXE_DOCUMENT", 611, "External entities of XML", 7.5, 8.7),
    Weakness("CodeQL", "js/missing-rate-limiting", 770, "Unlimited allocation", 5.3, 6.9),
    Weakness("Semgrep", "java.spring.csrf-disabled", 352, "Cross-site request forgery", 6.5, 5.1),
    Weakness("Trivy", "CVE-2022-22965", 94, "Injection of code", 9.8, 9.3),
    Weakness("Checkov", "CKV_AWS_20", 732, "Incorrect permissions", 6.5, 7.1),
    Weakness("Checkov", "CKV_K8S_20", 250, "Unnecessary privileges", 7.8, 8.5),
    Weakness("CodeQL", "py/clear-text-logging", 532, "Sensitive data in logs", 5.5, 6.8),
    Weakness("Semgrep", "go.net.ssrf", 918, "Server-side request forgery", 8.2, 8.8),
    Weakness("Bandit", "B602", 78, "Injection of operating system commands", 9.1, 9.3),
    Weakness("SpotBugs", "URL_REWRITING", 601, "Open redirect", 4.7, 5.1),
    Weakness("CodeQL", "js/redos", 1333, "Regular expression of high complexity", 5.3, 6.9),
    Weakness("gosec", "G402", 295, "Improper validation of certificates", 6.8, 7.6),
    Weakness("CodeQL", "cpp/use-after-free", 416, "Use after free", 8.4, 8.7),
    Weakness("Semgrep", "php.lang.file-inclusion", 98, "Inclusion of remote files", 8.8, 8.9),
    Weakness("Checkov", "CKV_AWS_19", 311, "Missing encryption at rest", 4.9, 6.0),
    Weakness("Trivy", "CVE-2023-4863", 787, "Out-of-bounds write", 8.8, 8.9),
    Weakness("CodeQL", "java/ldap-injection", 90, "Injection into LDAP", 8.0, 8.4),
    Weakness("SpotBugs", "HTTPONLY_COOKIE", 1004, "Cookie without HttpOnly", 3.1),
    Weakness("Semgrep", "jwt.none-algorithm", 347, "Unverified signature", 7.7, 8.5),
    Weakness("CodeQL", "cs/stack-trace-exposure", 209, "Errors that tell too much", 4.3, 5.3),
    Weakness("Bandit", "B506", 20, "Improper validation of input", 6.3, 6.9),
    Weakness("CodeQL", "cpp/integer-overflow", 190, "Integer overflow", 7.0, 7.3),
    Weakness("Semgrep", "ruby.rails.idor", 639, "Insecure direct object reference", 7.1, 7.6),
    Weakness("gosec", "G304", 73, "External control of a path", 5.8, 6.1),
    Weakness("Checkov", "CKV_AWS_24", 284, "Improper access control", 7.3, 8.1),
    Weakness("CodeQL", "js/prototype-pollution", 1321, "Prototype pollution", 7.3, 8.0),
    Weakness("SpotBugs", "TRUST_BOUNDARY", 501, "Violation of a trust boundary", 3.9),
)

AREAS: Final = (
    "payments", "accounts", "catalog", "orders", "search", "billing", "inventory", "gateway",
    "notifications", "reports", "identity", "shipping", "analytics", "admin", "support", "loyalty",
)  # fmt: skip
LAYOUTS: Final = (
    ("src/main/java/com/example/{area}/{part}/{name}{number}.java", "Service"),
    ("services/{area}/{part}/{name}_{number}.py", "handlers"),
    ("packages/{area}/src/{part}/{name}{number}.ts", "component"),
    ("{area}/internal/{part}/{name}_{number}.go", "server"),
    ("legacy/{area}/{part}/{name}{number}.php", "page"),
    ("infra/{area}/{part}/{name}_{number}.tf", "main"),
)
PARTS: Final = ("api", "db", "domain/model", "util", "web/controllers", "jobs", "auth", "v2/legacy")
NAMES: Final = ("user", "order", "invoice", "session", "token", "report", "export", "cache")

# Each value and its share.
STATUSES: Final = {
    VulnerabilityStatus.VULNERABLE: 54,
    VulnerabilityStatus.SAFE: 37,
    VulnerabilityStatus.SUBMITTED: 5,
    VulnerabilityStatus.REJECTED: 4,
}
TREATMENTS: Final = {
    TreatmentStatus.UNTREATED: 62,
    TreatmentStatus.IN_PROGRESS: 23,
    TreatmentStatus.ACCEPTED: 11,
    TreatmentStatus.ACCEPTED_UNDEFINED: 4,
}
ZERO_RISKS: Final = {
    None: 960,
    ZeroRiskStatus.CONFIRMED: 22,
    ZeroRiskStatus.REQUESTED: 13,
    ZeroRiskStatus.REJECTED: 5,
}
KINDS: Final = {
    (VulnerabilityType.LINES, Technique.SAST): 70,
    (VulnerabilityType.LINES, Technique.SCA): 18,
    (VulnerabilityType.INPUTS, Technique.DAST): 7,
    (VulnerabilityType.LINES, Technique.SCR): 3,
    (VulnerabilityType.PORTS, Technique.MPT): 2,
}
