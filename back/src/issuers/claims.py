"""What issuers tell of people: in ID tokens that were checked, and at the userinfo endpoint.

OpenID Connect Core 1.0, sections 5.1 and 5.3.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from issuers.errors import NotBelieved
from issuers.types import Asserted
from settings import Issuer

_BEARER: Final = re.compile(r"[A-Za-z0-9\-._~+/]+=*")  # RFC 6750, section 2.1
_LONGEST: Final = 8 * 1024  # characters of an access token


def person_of(issuer: Issuer, claims: Mapping[str, Any]) -> Asserted:
    """Return whom standard claims describe (section 5.1); ``sub`` was checked."""
    email = claims.get("email")
    first, last = (claims.get(name) for name in ("given_name", "family_name"))
    if not first and not last:
        first, _, last = str(claims.get("name") or "").partition(" ")
    groups = claims.get(issuer.groups_claim)
    return Asserted(
        issuer=issuer.issuer,
        subject=claims["sub"],
        email=email if isinstance(email, str) else None,
        # Some write it as a text or a number.
        is_email_verified=claims.get(issuer.verified_claim) in (True, "true", 1, "1"),
        first_name=first if isinstance(first, str) else "",
        last_name=last if isinstance(last, str) else "",
        groups=texts_in([groups] if isinstance(groups, str) else groups),
    )


def access_token_of(tokens: Mapping[str, Any]) -> str:
    """Return what the userinfo endpoint is asked with.

    Raises:
        NotBelieved: none came that is fit for a header.
    """
    token = tokens.get("access_token")
    if not isinstance(token, str) or len(token) > _LONGEST or not _BEARER.fullmatch(token):
        raise NotBelieved("no access token came that could be sent")
    return token


def completed(issuer: Issuer, told: Asserted, userinfo: Mapping[str, Any]) -> Asserted:
    """Return ``told`` with the e-mail, and the names where it has none, of the userinfo endpoint.

    Groups are believed of the signed ID token alone.

    Raises:
        NotBelieved: it is about somebody else (OpenID Connect Core 1.0, section 5.3.2).
    """
    if userinfo.get("sub") != told.subject:
        raise NotBelieved("the userinfo endpoint tells of somebody else")
    more = person_of(issuer, userinfo)
    first, last = told.first_name or more.first_name, told.last_name or more.last_name
    return replace(
        told,
        email=more.email,
        is_email_verified=more.is_email_verified,
        first_name=first,
        last_name=last,
    )


def texts_in(listed: object) -> frozenset[str]:
    """Return the texts of what is maybe a list."""
    return (
        frozenset(each for each in listed if isinstance(each, str))
        if isinstance(listed, list)
        else frozenset()
    )
