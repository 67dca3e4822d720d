"""addFinding."""

from typing import Any, Final

from api.context import Info
from api.metrics import SHORT
from api.mutations.schema import MUTATION
from api.payloads import DONE, Payload
from authz.grants import GroupGrant
from db_model.types import FindingId
from findings.domain import add_finding
from findings.types import NewFinding, Rating, Texts
from kit.ids import random_id

_TEXTS: Final = ("title", "description", "threat", "attack_vector_description", "recommendation")


@MUTATION.field("addFinding")
async def resolve(_: None, info: Info, *, grant: GroupGrant, **given: Any) -> Payload:
    new = NewFinding(
        texts=Texts(
            **{name: given[name] for name in _TEXTS},
            requirements=tuple(given["unfulfilled_requirements"]),
        ),
        rating=Rating(
            vector=given.get("cvss_vector"),
            metrics={short: given[name] for name, short in SHORT.items()},
        ),
        min_time_to_remediate=given.get("min_time_to_remediate"),
    )
    context = info.context
    await add_finding(context.db, grant, new, id_=FindingId(random_id()), at=context.now)
    return DONE
