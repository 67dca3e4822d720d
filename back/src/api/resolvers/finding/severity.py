"""The numbers that stand for the values of a finding's vector of CVSS 3.1."""

from collections.abc import Mapping

from api.context import Info
from api.metrics import SHORT
from api.resolvers.finding.schema import FINDING
from db_model.findings.types import Finding
from findings.rules.severity import is_exploitable, numbers_of


@FINDING.field("severity")
def resolve(finding: Finding, _: Info) -> Mapping[str, float | None]:
    numbers = numbers_of(finding.severity.vector_v3)
    return {name: numbers.get(short) for name, short in SHORT.items()}


@FINDING.field("isExploitable")
def exploitable(finding: Finding, _: Info) -> bool:
    return is_exploitable(finding.severity.vector_v3)
