"""What is read off a URL root."""

from ariadne import ObjectType

URL_ROOT = ObjectType("URLRoot")

for _name in ("host", "nickname", "path", "port", "protocol", "query"):
    URL_ROOT.set_field(_name, lambda root, _, name=_name: getattr(root.state, name))

URL_ROOT.set_field("state", lambda root, _: root.state.status)
