"""What is read off a Git root."""

from datetime import datetime
from typing import Final

from ariadne import ObjectType

from api.context import Info
from db_model.roots.types import GitRoot

GIT_ROOT = ObjectType("GitRoot")
CLONING = ObjectType("GitRootCloningStatus")

_STATE: Final = (
    ("branch", "branch"),
    ("environment", "environment"),
    ("gitignore", "gitignore"),
    ("includesHealthCheck", "includes_health_check"),
    ("lastEditedAt", "modified_at"),
    ("lastEditedBy", "modified_by"),
    ("nickname", "nickname"),
    ("state", "status"),
    ("url", "url"),
    ("useVpn", "use_vpn"),
)

for _name, _attribute in _STATE:
    GIT_ROOT.set_field(_name, lambda root, _, attribute=_attribute: getattr(root.state, attribute))

GIT_ROOT.set_field("cloningStatus", lambda root, _: root.cloning)
CLONING.set_field("message", lambda cloning, _: cloning.reason)


# These two have always been written in the zone of the installation and without its offset.
@GIT_ROOT.field("lastCloningStatusUpdate")
def last_cloning_status_update(root: GitRoot, info: Info) -> datetime:
    return root.cloning.modified_at.astimezone(info.context.zone).replace(tzinfo=None)


@GIT_ROOT.field("lastStateStatusUpdate")
def last_state_status_update(root: GitRoot, info: Info) -> datetime:
    since = root.state.status_at or root.created_at
    return since.astimezone(info.context.zone).replace(tzinfo=None)
