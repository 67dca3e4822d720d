"""The requirements that a finding fails: texts that people write, since no catalogue has them."""

from typing import TypedDict

from api.context import Info
from api.resolvers.finding.schema import FINDING
from db_model.findings.types import Finding


class Requirement(TypedDict):
    id: str
    summary: str
    title: str


@FINDING.field("unfulfilledRequirements")
def resolve(finding: Finding, _: Info) -> list[Requirement]:
    return [
        Requirement(id=text, summary="", title=text) for text in finding.unfulfilled_requirements
    ]
