"""OpenID Connect through Authlib and joserfc: every check that they leave to their caller.

OpenID Connect Core 1.0 section 3.1, RFC 7636 (PKCE), RFC 9207, RFC 9700.
"""

import warnings
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from urllib.parse import quote

from authlib.common.security import generate_token
from authlib.oauth2.client import OAuth2Client
from authlib.oauth2.rfc6749.parameters import prepare_token_request
from authlib.oauth2.rfc7523 import PrivateKeyJWT
from authlib.oidc.core import CodeIDToken
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from joserfc import jws, jwt
from joserfc.errors import JoseError, SecurityWarning
from joserfc.jwk import ECKey, OKPKey, RSAKey

from issuers.claims import person_of, texts_in
from issuers.errors import IssuerUnavailable, NotBelieved, UnknownKey
from issuers.keys import Allowed, Keys, SigningKey
from issuers.types import Asserted, Begun, Metadata
from settings import Issuer
from settings.issuers import is_web_address

ALGORITHMS: Final = ("RS256", "ES256", "PS256", "EdDSA")
LEEWAY: Final = 60  # seconds that the clocks may differ
SCOPE: Final = "openid email profile"
_SECRET: Final = 48  # characters: 285 bits
_LONGEST: Final = 32 * 1024  # characters of an ID token, which may list many groups
# They would say by which key or rules a token is to be checked: that is not the token's to say.
_REFUSED_HEADERS: Final = frozenset({"jwk", "jku", "x5u", "x5c", "crit", "b64", "enc", "zip"})
_LONGEST_SUBJECT: Final = 255  # OpenID Connect Core 1.0, section 2


def metadata_from(issuer: Issuer, document: Mapping[str, Any]) -> Metadata:
    """Return what the discovery document of ``issuer`` tells.

    Raises:
        IssuerUnavailable: it is another's, names an address that is not to be trusted, or signs
            in no way that is allowed.
    """
    if document.get("issuer") != issuer.issuer:
        raise IssuerUnavailable("its discovery document names another issuer")
    is_local = issuer.issuer.startswith("http://")  # only in development, as settings see to
    authorization, token, jwks = (
        _address(document, name, loopback=is_local)
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")
    )
    offered = document.get("id_token_signing_alg_values_supported")
    algorithms = frozenset(ALGORITHMS) & texts_in(["RS256"] if offered is None else offered)
    if not algorithms:
        raise IssuerUnavailable("it signs in no way that is allowed")
    ways = texts_in(document.get("token_endpoint_auth_methods_supported"))
    return Metadata(
        authorization_endpoint=authorization,
        token_endpoint=token,
        jwks_uri=jwks,
        userinfo_endpoint=_userinfo(document, loopback=is_local),
        algorithms=algorithms,
        takes_secret_in_body_only="client_secret_post" in ways
        and "client_secret_basic" not in ways,
        names_itself=document.get("authorization_response_iss_parameter_supported") is True,
    )


def begun(issuer: Issuer, metadata: Metadata, *, redirect_uri: str) -> Begun:
    """Return a new sign-in with ``issuer``: its URL, and three secrets that are good once."""
    state, nonce, verifier = (generate_token(_SECRET) for _ in range(3))
    client = OAuth2Client(
        None,
        client_id=issuer.client_id,
        scope=SCOPE,
        redirect_uri=redirect_uri,
        code_challenge_method="S256",
    )
    url, _ = client.create_authorization_url(
        metadata.authorization_endpoint, state=state, code_verifier=verifier, nonce=nonce
    )
    return Begun(url=url, state=state, nonce=nonce, verifier=verifier)


def token_request(
    issuer: Issuer, metadata: Metadata, *, code: str, verifier: str, redirect_uri: str
) -> tuple[dict[str, str], str]:
    """Return the headers and the body that ask for the tokens of ``code``."""
    body = prepare_token_request(
        "authorization_code", "", redirect_uri, code=code, code_verifier=verifier
    )
    client, way = _client(issuer, metadata)
    headers: dict[str, str] = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SecurityWarning)  # as ``Allowed`` says
        _, headers, body = client.client_auth(way).prepare(
            "POST", metadata.token_endpoint, headers, body
        )
    return headers, body


def asserted(
    issuer: Issuer,
    metadata: Metadata,
    keys: Keys,
    tokens: Mapping[str, Any],
    *,
    nonce: str,
    at: datetime,
) -> Asserted:
    """Return whom the ID token among ``tokens`` tells of, for the sign-in with this ``nonce``.

    Raises:
        NotBelieved: there is none, or a check of it fails.
        UnknownKey: it names a key that is not among ``keys``.
    """
    text = tokens.get("id_token")
    if not isinstance(text, str) or len(text) > _LONGEST:
        raise NotBelieved("no ID token came, or one that is too long")
    try:
        header = jws.extract_compact(text.encode()).headers()
        key, algorithm = _key_for(header, metadata, keys)
        token = jwt.decode(text, key, registry=Allowed([algorithm]))
        claims = CodeIDToken(
            token.claims,
            token.header,
            {
                "iss": {"essential": True, "value": issuer.issuer},
                "aud": {"essential": True, "values": [issuer.client_id]},
                "sub": {"essential": True},
                "exp": {"essential": True},
            },
            {
                "nonce": nonce,
                "client_id": issuer.client_id,
                "access_token": tokens.get("access_token"),
            },
        )
        claims.validate(now=int(at.timestamp()), leeway=LEEWAY)
    except (JoseError, ValueError, TypeError, AttributeError, RecursionError) as refusal:
        raise NotBelieved(f"the ID token is refused: {type(refusal).__name__}") from refusal
    return _asserted(issuer, token.claims)


def _asserted(issuer: Issuer, claims: Mapping[str, Any]) -> Asserted:
    if claims["aud"] not in (issuer.client_id, [issuer.client_id]):
        raise NotBelieved("the ID token is for others, too")
    subject = claims["sub"]
    if not subject.isascii() or not 0 < len(subject) <= _LONGEST_SUBJECT:
        raise NotBelieved("the subject of the ID token is malformed")
    return person_of(issuer, claims)


def _key_for(header: Mapping[str, Any], metadata: Metadata, keys: Keys) -> tuple[SigningKey, str]:
    algorithm, kid, kind = header.get("alg"), header.get("kid"), header.get("typ", "JWT")
    if algorithm not in metadata.algorithms:
        raise NotBelieved("the ID token is signed in a way that is not allowed")
    if _REFUSED_HEADERS & header.keys():
        raise NotBelieved("the header of the ID token says how to check it")
    if not isinstance(kind, str) or kind.upper() != "JWT":
        raise NotBelieved("the ID token is a token of another kind")
    if not isinstance(kid, str) or not kid:
        raise NotBelieved("the ID token names no key")
    if kid not in keys:
        raise UnknownKey
    return keys[kid], algorithm


def _client(issuer: Issuer, metadata: Metadata) -> tuple[OAuth2Client, str]:
    """Return the client that proves itself, and the way in which it does."""
    if issuer.private_key is not None:
        key, algorithm = _own_key(issuer.private_key)
        client = OAuth2Client(None, client_id=issuer.client_id, client_secret=key)
        header = {"kid": key.thumbprint()}
        client.register_client_auth_method(
            PrivateKeyJWT(metadata.token_endpoint, headers=header, alg=algorithm)
        )
        return client, "private_key_jwt"
    assert issuer.client_secret is not None, "settings see to it"
    if metadata.takes_secret_in_body_only:
        return OAuth2Client(
            None, client_id=issuer.client_id, client_secret=issuer.client_secret
        ), "client_secret_post"
    # RFC 6749, section 2.3.1: both are encoded as in forms first.
    name, secret = (quote(text, safe="") for text in (issuer.client_id, issuer.client_secret))
    return OAuth2Client(None, client_id=name, client_secret=secret), "client_secret_basic"


def _own_key(pem: str) -> tuple[SigningKey, str]:
    """Return a private key, of a kind that the settings take, and what it signs with."""
    match load_pem_private_key(pem.encode(), None):
        case RSAPrivateKey():
            return RSAKey.import_key(pem), "RS256"
        case EllipticCurvePrivateKey():
            return ECKey.import_key(pem), "ES256"
        case _:
            return OKPKey.import_key(pem), "EdDSA"


def _address(document: Mapping[str, Any], name: str, *, loopback: bool) -> str:
    address = document.get(name)
    bare = address.partition("?")[0] if isinstance(address, str) else ""
    if not isinstance(address, str) or not is_web_address(bare, loopback=loopback):
        raise IssuerUnavailable(f"its discovery document names no fit {name}")
    return address


def _userinfo(document: Mapping[str, Any], *, loopback: bool) -> str | None:
    name = "userinfo_endpoint"
    try:
        return _address(document, name, loopback=loopback) if name in document else None
    except IssuerUnavailable:
        return None  # it is needed by some people only, and then nobody is asked
