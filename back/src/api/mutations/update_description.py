"""updateDescription."""

from typing import NotRequired, TypedDict, Unpack

from api.context import Info
from api.mutations.schema import MUTATION
from api.payloads import FindingPayload
from authz.grants import FindingGrant
from findings.domain import describe_finding
from findings.types import Texts


class Arguments(TypedDict):
    finding_id: str
    title: str
    description: str
    threat: str
    attack_vector_description: str
    recommendation: str
    records: NotRequired[str | None]
    sorts: NotRequired[str | None]
    unfulfilled_requirements: NotRequired[list[str] | None]


@MUTATION.field("updateDescription")
async def resolve(
    _: None, info: Info, *, grant: FindingGrant, **given: Unpack[Arguments]
) -> FindingPayload:
    failed = given.get("unfulfilled_requirements")
    texts = Texts(
        title=given["title"],
        description=given["description"],
        threat=given["threat"],
        attack_vector_description=given["attack_vector_description"],
        recommendation=given["recommendation"],
        requirements=None if failed is None else tuple(failed),
    )
    context = info.context
    finding = await describe_finding(context.db, grant, texts, at=context.now)
    return FindingPayload(finding=finding)
