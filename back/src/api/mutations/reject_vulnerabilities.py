"""rejectVulnerabilities."""

from typing import NotRequired, TypedDict, Unpack

from api.context import Info
from api.mutations.schema import MUTATION
from api.payloads import Payload, bulk
from authz.grants import FindingGrant
from db_model.types import VulnerabilityId
from db_model.vulnerabilities.types import Reason
from vulnerabilities.domain import reject_vulnerabilities
from vulnerabilities.types import Rejection


class Arguments(TypedDict):
    finding_id: str
    reasons: list[str]
    vulnerabilities: list[str]
    other_reason: NotRequired[str | None]


@MUTATION.field("rejectVulnerabilities")
async def resolve(
    _: None, info: Info, *, grant: FindingGrant, **given: Unpack[Arguments]
) -> Payload:
    rejection = Rejection(
        reasons=tuple(Reason(reason) for reason in given["reasons"]),
        other=given.get("other_reason"),
    )
    ids = [VulnerabilityId(id_) for id_ in given["vulnerabilities"]]
    context = info.context
    return bulk(await reject_vulnerabilities(context.db, grant, ids, rejection, at=context.now))
