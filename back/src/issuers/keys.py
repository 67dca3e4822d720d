"""The keys of an issuer (RFC 7517), and how what they sign is read."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeAlias

from joserfc import jws
from joserfc.errors import JoseError, UnsupportedAlgorithmError
from joserfc.jwk import ECKey, OKPKey, RSAKey, import_key

from issuers.errors import IssuerUnavailable

SigningKey: TypeAlias = RSAKey | ECKey | OKPKey
Keys: TypeAlias = Mapping[str, SigningKey]  # by key id

_MOST: Final = 50
_SMALLEST_RSA: Final = 342  # base64url characters of a modulus of 2048 bits
_TYPES: Final = {"RSA": RSAKey, "EC": ECKey, "OKP": OKPKey}


class Allowed(jws.JWSRegistry):
    """Knows the allowed algorithms only; takes EdDSA by the name that all issuers use for it.

    The library warns of that name at each use, as RFC 9864 gave it a second one.
    """

    def __init__(self, algorithms: Sequence[str]) -> None:
        super().__init__(algorithms=[*algorithms])
        self._allowed = frozenset(algorithms)

    def get_alg(self, name: str) -> Any:  # type: ignore[explicit-override]  # not in Python 3.11
        if name not in self._allowed:
            raise UnsupportedAlgorithmError
        return self.algorithms[name]


def keys_from(document: Mapping[str, Any]) -> Keys:
    """Return those of an issuer's keys that can prove a signature; the first of each id.

    Raises:
        IssuerUnavailable: it is no key set.
    """
    listed = document.get("keys")
    if not isinstance(listed, list):
        raise IssuerUnavailable("its key set is none")
    keys: dict[str, SigningKey] = {}
    for each in listed[:_MOST]:
        key = _key(each)
        if key is not None:
            keys.setdefault(each["kid"], key)
    return keys


def _key(document: object) -> SigningKey | None:
    if not isinstance(document, dict) or document.get("use", "sig") != "sig":
        return None
    kid, kind, modulus = (document.get(name) for name in ("kid", "kty", "n"))
    is_weak = kind == "RSA" and not (isinstance(modulus, str) and len(modulus) >= _SMALLEST_RSA)
    if not isinstance(kid, str) or kind not in _TYPES or is_weak or "d" in document:
        return None
    try:
        key = import_key(document)
    except (JoseError, ValueError, TypeError):
        return None
    return key if isinstance(key, RSAKey | ECKey | OKPKey) else None
