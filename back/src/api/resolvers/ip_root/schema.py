"""What is read off an IP root."""

from ariadne import ObjectType

IP_ROOT = ObjectType("IPRoot")

for _name in ("address", "nickname"):
    IP_ROOT.set_field(_name, lambda root, _, name=_name: getattr(root.state, name))

IP_ROOT.set_field("state", lambda root, _: root.state.status)
