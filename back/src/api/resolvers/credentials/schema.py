"""What is read off credentials."""

from ariadne import ObjectType

CREDENTIALS = ObjectType("Credentials")

for _name, _attribute in (
    ("azureOrganization", "azure_organization"),
    ("isPat", "is_pat"),
    ("isToken", "is_token"),
):
    CREDENTIALS.set_field(_name, lambda held, _, name=_attribute: getattr(held, name))

CREDENTIALS.set_field("oauthType", lambda *_: "")
