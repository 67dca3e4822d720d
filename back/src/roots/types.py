"""What may be asked of roots."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class NewGitRoot:
    """A branch of a repository, as somebody asks for it to be tested."""

    url: str
    branch: str
    environment: str
    includes_health_check: bool
    gitignore: tuple[str, ...] = ()
    nickname: str | None = None
    use_vpn: bool = False
