"""Who vouches for people that sign in, as the page at ``/`` lists them."""

from dataclasses import dataclass
from typing import Final

from settings import Settings

# The routes that clients of the API know.
_KNOWN: Final = {
    "google": ("/dglogin", "/authz_google"),
    "microsoft": ("/dalogin", "/authz_azure"),
    "bitbucket": ("/dblogin", "/authz_bitbucket"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Issuer:
    """``label`` is what people know it by, ``href`` the path at which signing in begins."""

    label: str
    href: str


def issuers(settings: Settings) -> tuple[Issuer, ...]:
    """Return those that are configured, in the order in which they are shown."""
    shown = (Issuer(label=each.label, href=paths(each.name)[0]) for each in settings.issuers)
    return tuple(sorted(shown, key=lambda issuer: (issuer.label.casefold(), issuer.href)))


def paths(name: str) -> tuple[str, str]:
    """Return where signing in with the issuer of this name begins, and where it comes back."""
    return _KNOWN.get(name, (f"/sign-in/{name}", f"/sign-in/{name}/callback"))
