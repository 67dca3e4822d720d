"""Root fields that answer the very thing that was granted."""

from typing import Any

from api.context import Info
from api.resolvers.query.schema import QUERY
from authz.grants import Grant


def _granted(_: None, __: Info, *, grant: Grant[Any], **___: str) -> Any:
    return grant.on


for _name in (
    "finding",
    "group",
    "import",
    "organization",
    "organizationId",
    "root",
    "vulnerability",
):
    QUERY.set_field(_name, _granted)
