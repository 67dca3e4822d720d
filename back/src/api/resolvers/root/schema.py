"""What is read off every kind of root."""

from typing import Final

from ariadne import InterfaceType, ObjectType, UnionType

from api.resolvers.git_root.schema import GIT_ROOT
from api.resolvers.ip_root.schema import IP_ROOT
from api.resolvers.url_root.schema import URL_ROOT


def _kind(root: object, *_: object) -> str:
    return type(root).__name__


ROOT = UnionType("Root", _kind)
IROOT = InterfaceType("IRoot", _kind)
STATE = ObjectType("RootHistoricState")
KINDS: Final = (GIT_ROOT, IP_ROOT, URL_ROOT)

# The states of other kinds have less to tell than those of Git roots.
for _name, _attribute in (
    ("branch", "branch"),
    ("environment", "environment"),
    ("gitignore", "gitignore"),
    ("includesHealthCheck", "includes_health_check"),
    ("url", "url"),
    ("useVpn", "use_vpn"),
):
    STATE.set_field(_name, lambda state, _, name=_attribute: getattr(state, name, None))

STATE.set_field("state", lambda state, _: state.status)
