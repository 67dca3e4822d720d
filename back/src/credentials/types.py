"""What may be asked of credentials."""

from dataclasses import dataclass, field

from db_model.credentials.types import CredentialsType


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCredentials:
    """Credentials as somebody asks for them; ``None`` is not told.  No secret of it is shown."""

    name: str | None = None
    type: CredentialsType | None = None
    key: str | None = field(default=None, repr=False)
    user: str | None = field(default=None, repr=False)
    password: str | None = field(default=None, repr=False)
    token: str | None = field(default=None, repr=False)
    is_pat: bool | None = None
    azure_organization: str | None = None
