"""What is known of issuers, and what they tell."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What an issuer's discovery document tells, checked; ``algorithms`` are the allowed ones.

    ``userinfo_endpoint`` is ``None`` where it names none that is fit to be asked.
    ``names_itself`` says that its answers bear ``iss`` (RFC 9207).
    """

    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str | None
    algorithms: frozenset[str]
    takes_secret_in_body_only: bool
    names_itself: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A sign-in that was begun: where the browser goes, and what its answer is checked by."""

    url: str
    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asserted:
    """Whom an issuer says that somebody is; ``subject`` is never given to another person.

    ``email`` is as it was sent.
    """

    issuer: str
    subject: str
    email: str | None
    is_email_verified: bool
    first_name: str
    last_name: str
    groups: frozenset[str]
