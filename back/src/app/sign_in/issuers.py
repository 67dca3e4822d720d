"""Who vouches for people that sign in, as the page at ``/`` lists them."""

from dataclasses import dataclass

from settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Issuer:
    """``label`` is what people know it by, ``href`` the path at which signing in begins."""

    label: str
    href: str


def issuers(_: Settings) -> tuple[Issuer, ...]:
    """Return those that are configured, in the order in which they are shown."""
    return ()
