"""updateGroupInfo."""

from datetime import datetime
from typing import NotRequired, TypedDict, Unpack

from api.context import Info
from api.mutations.schema import MUTATION
from api.payloads import DONE, Payload
from authz.grants import GroupGrant
from db_model.groups.types import Language
from groups.domain import update_group_info
from groups.types import GroupInfo


class Arguments(TypedDict):
    group_name: str
    description: str
    language: str
    business_id: NotRequired[str | None]
    business_name: NotRequired[str | None]
    sprint_duration: NotRequired[int | None]
    sprint_start_date: NotRequired[datetime | None]


@MUTATION.field("updateGroupInfo")
async def resolve(_: None, info: Info, *, grant: GroupGrant, **given: Unpack[Arguments]) -> Payload:
    new = GroupInfo(
        description=given["description"],
        language=Language(given["language"]),
        business_id=given.get("business_id"),
        business_name=given.get("business_name"),
        sprint_duration=given.get("sprint_duration"),
        sprint_start_at=given.get("sprint_start_date"),
    )
    await update_group_info(info.context.db, grant, new, at=info.context.now)
    return DONE
