"""Whether a request may act with a credential that browsers send by themselves."""

from collections.abc import Mapping
from typing import Final

from api.http.negotiation import BodyKind

# No page of another origin can set one of these without asking first.
_CUSTOM_HEADERS: Final = ("x-csrftoken", "x-requested-with", "apollo-require-preflight")


def is_own(headers: Mapping[str, str], *, origin: str, kind: BodyKind) -> bool:
    """Tell whether the request comes from our own pages, or from no browser at all.

    A bearer token is sent by nobody's accident.  Without cookies there is nothing to abuse,
    except that a form of any page may be multipart, which therefore always has to prove itself.
    """
    if "authorization" in headers:
        return True
    if "cookie" not in headers and kind is BodyKind.JSON:
        return True
    return is_ours(headers, origin=origin)


def is_ours(headers: Mapping[str, str], *, origin: str) -> bool:
    """Tell whether a browser sends the request for a page of ours, or no browser sends it.

    Browsers say themselves where a request comes from; older ones at least which origin its page
    has.
    """
    if (site := headers.get("sec-fetch-site")) is not None:
        return site == "same-origin"
    if (sender := headers.get("origin")) is not None:
        return sender == origin
    return any(name in headers for name in _CUSTOM_HEADERS)
