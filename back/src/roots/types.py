"""What may be asked of roots."""

from dataclasses import dataclass, field

from credentials.types import NewCredentials
from db_model.environments.types import EnvironmentType
from db_model.roots.types import RootReason
from db_model.types import CredentialsId


@dataclass(frozen=True, slots=True, kw_only=True)
class NewGitRoot:
    """A branch of a repository, as somebody asks for it to be tested; ``None`` is not told."""

    url: str
    branch: str
    environment: str
    includes_health_check: bool
    gitignore: tuple[str, ...] = ()
    nickname: str | None = None
    use_vpn: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RootCredentials:
    """Credentials that the organization has, by ``id``, or else ones that it gets."""

    id: CredentialsId | None
    new: NewCredentials


@dataclass(frozen=True, slots=True, kw_only=True)
class GitAccess:
    """A repository that is to be reached; ``is_proved`` asks that it is, here and now."""

    url: str
    branch: str
    credentials: RootCredentials
    is_proved: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class NewIPRoot:
    address: str
    nickname: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewURLRoot:
    url: str
    nickname: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEnvironment:
    """``cloud`` is told for the type of this name only."""

    url: str
    type: EnvironmentType
    cloud: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """Why a root is to be tested no more; ``other`` says it in words where that is ``OTHER``."""

    reason: RootReason
    other: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSecret:
    key: str
    value: str = field(repr=False)
    description: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownSecret:
    """A secret with its value, as somebody is shown it who may see it."""

    key: str
    value: str = field(repr=False)
    description: str | None = None
