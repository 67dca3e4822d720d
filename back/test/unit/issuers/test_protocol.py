"""Whatever an issuer sends is believed or refused, and nothing else."""

from datetime import UTC, datetime
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from browsing import configured
from forging import by, forged
from identity_provider import CLIENT_ID, RSA, FakeIssuer
from issuers.errors import IssuerUnavailable, NotBelieved
from issuers.keys import keys_from
from issuers.protocol import asserted, metadata_from
from issuers.types import Asserted, Metadata
from kit.time import Clock

pytestmark = pytest.mark.not_changes_db

AT: Final = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
CLOCK: Final[Clock] = lambda: AT  # noqa: E731
ISSUER: Final = configured(FakeIssuer(url="https://id.example.com", clock=CLOCK))
METADATA: Final = Metadata(
    authorization_endpoint="https://id.example.com/authorize",
    token_endpoint="https://id.example.com/token",
    jwks_uri="https://id.example.com/jwks",
    userinfo_endpoint=None,
    algorithms=frozenset({"RS256"}),
    takes_secret_in_body_only=False,
    names_itself=False,
)
KEYS: Final = keys_from({"keys": [RSA.as_dict(private=False)]})
NOW: Final = int(AT.timestamp())
HONEST: Final[dict[str, Any]] = {
    "iss": ISSUER.issuer,
    "sub": "1",
    "aud": CLIENT_ID,
    "exp": NOW + 300,
    "iat": NOW,
    "nonce": "nonce",
}
HEADER: Final = {"alg": "RS256", "kid": "rsa-1"}
MANY: Final = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
ANYTHING: Final = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=5,
)
NAMES: Final = st.sampled_from(
    [
        *HONEST,
        *("nbf", "azp", "amr", "auth_time", "at_hash", "jti", "email", "email_verified"),
        *("given_name", "family_name", "name", "groups"),
    ]
)


def _asserted(tokens: dict[str, Any]) -> Asserted:
    return asserted(ISSUER, METADATA, KEYS, tokens, nonce="nonce", at=AT)


def test_an_honest_token_is_believed() -> None:
    assert _asserted({"id_token": forged(HONEST, HEADER, by(RSA))}).subject == "1"


@MANY
@given(st.dictionaries(NAMES, ANYTHING, min_size=1, max_size=4))
def test_claims_are_believed_or_refused(changed: dict[str, Any]) -> None:
    tokens = {"id_token": forged(HONEST | changed, HEADER, by(RSA)), "access_token": "opaque"}
    try:
        told = _asserted(tokens)
    except NotBelieved:
        return
    kept = {name: HONEST[name] for name in ("iss", "nonce")}
    assert kept.items() <= (HONEST | changed).items()
    assert told.is_email_verified in (True, False)
    assert all(isinstance(each, str) for each in told.groups)


@MANY
@given(st.dictionaries(st.sampled_from(["alg", "kid", "typ", "crit", "jwk", "b64"]), ANYTHING))
def test_headers_are_believed_or_refused(changed: dict[str, Any]) -> None:
    header = HEADER | changed
    try:
        _asserted({"id_token": forged(HONEST, header, by(RSA))})
    except NotBelieved:
        return
    assert (header["alg"], header["kid"]) == ("RS256", "rsa-1")
    assert header.keys() <= {"alg", "kid", "typ"}


@MANY
@given(st.text(alphabet="aZ09-_.=", max_size=60) | ANYTHING)
def test_anything_else_is_refused(token: object) -> None:
    with pytest.raises(NotBelieved):
        _asserted({"id_token": token})


@MANY
@given(
    st.dictionaries(
        st.sampled_from(
            [
                *("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri"),
                "id_token_signing_alg_values_supported",
                "token_endpoint_auth_methods_supported",
                "authorization_response_iss_parameter_supported",
            ]
        ),
        ANYTHING | st.text(alphabet="htps:/[]@x.", max_size=12),
        min_size=1,
    )
)
def test_a_discovery_document_is_believed_or_refused(changed: dict[str, Any]) -> None:
    honest = {
        "issuer": ISSUER.issuer,
        "authorization_endpoint": METADATA.authorization_endpoint,
        "token_endpoint": METADATA.token_endpoint,
        "jwks_uri": METADATA.jwks_uri,
    }
    try:
        metadata = metadata_from(ISSUER, honest | changed)
    except IssuerUnavailable:
        return
    addresses = (metadata.authorization_endpoint, metadata.token_endpoint, metadata.jwks_uri)
    assert all(address.startswith("https://") for address in addresses)


@MANY
@given(ANYTHING)
def test_a_key_set_is_read_or_refused(document: object) -> None:
    try:
        assert keys_from({"keys": document}) == {}
    except IssuerUnavailable:
        assert not isinstance(document, list)
