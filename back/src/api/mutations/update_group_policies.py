"""updateGroupPolicies."""

from typing import Unpack

from api.context import Info
from api.mutations.schema import MUTATION
from api.payloads import DONE, Payload
from api.policies import PolicyArguments, policies
from authz.grants import GroupGrant
from groups.domain import update_group_policies


class Arguments(PolicyArguments):
    group_name: str


@MUTATION.field("updateGroupPolicies")
async def resolve(_: None, info: Info, *, grant: GroupGrant, **given: Unpack[Arguments]) -> Payload:
    await update_group_policies(info.context.db, grant, policies(given), at=info.context.now)
    return DONE
