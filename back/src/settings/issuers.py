"""Who may tell who somebody is: OpenID Connect issuers, as many as are named."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from settings.choices import Environment
from settings.forms import Told

PREFIX: Final = "INTEGRATES_OIDC_"
MOST_PLACES: Final = 15  # that one issuer decides of: a sign-in changes them in one commit
ROLES: Final[Mapping[str, frozenset[str]]] = {
    "platform": frozenset({"admin", "hacker", "user"}),
    "organization": frozenset({"customer_manager", "user", "user_manager"}),
    "group": frozenset(
        {
            *("architect", "customer_manager", "hacker", "reattacker", "resourcer", "reviewer"),
            *("user", "user_manager", "vulnerability_manager"),
        }
    ),
}
_LABELS: Final = {"google": "Google", "microsoft": "Microsoft", "bitbucket": "Bitbucket"}
_PUBLIC: Final = {"google": "https://accounts.google.com"}
# Microsoft sends no email_verified; this optional claim says it there.
_VERIFIED: Final = {"microsoft": "xms_edov"}
_LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})
_NAME: Final = r"[A-Z][A-Z0-9]{0,15}(?:_[A-Z0-9]{1,16}){0,2}"
_DOMAIN: Final = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,62})\.)+[a-z]{2,24}")
_CLAIM: Final = re.compile(r"[\x21-\x7e]{1,255}")
_TEXT: Final = re.compile(r"[\x20-\x7e]{1,1024}")
_LABEL: Final = re.compile(r"[^\x00-\x1f\x7f]{1,40}")
_PLACE: Final = re.compile(r"[a-z0-9]{1,64}")
_LONGEST_KEY: Final = 64 * 1024  # bytes

TOLD: Final[Mapping[str, Told]] = {
    "ISSUER": Told(
        "a URL, like https://id.example.com/realms/staff",
        "The issuer, exactly as it names itself; Google's own when the name is GOOGLE.",
    ),
    "CLIENT_ID": Told("a text", "What the issuer knows this service as; required."),
    "CLIENT_SECRET": Told("a text", "The secret that the issuer gave this service."),
    "PRIVATE_KEY": Told(
        "the path of a PEM file with an RSA, P-256 or Ed25519 private key",
        "The key that this service proves itself with, in place of a secret.",
    ),
    "LABEL": Told("1 to 40 characters", "What people see on the sign-in page; else the name."),
    "DOMAINS": Told(
        "domains, separated by commas", "The domains of e-mails that may sign in; all when not set."
    ),
    "VERIFIED_CLAIM": Told(
        "the name of a claim",
        "The claim that says that the e-mail is verified: `email_verified`, or `xms_edov` when the "
        "name is MICROSOFT.",
    ),
    "GROUPS_CLAIM": Told("the name of a claim", "The claim that lists groups; `groups`."),
    "ROLES": Told(
        "GROUP=platform:ROLE, GROUP=organization:NAME:ROLE or GROUP=group:NAME:ROLE, separated by "
        "semicolons",
        f"The roles that the issuer's groups give, in at most {MOST_PLACES} places.",
    ),
}
_VARIABLE: Final = re.compile(rf"{PREFIX}({_NAME})_({'|'.join(TOLD)})")


@dataclass(frozen=True, slots=True, kw_only=True)
class MappedRole:
    """What whoever has ``value`` in the claim is: ``role`` on the platform, or in ``name``."""

    value: str
    level: str
    name: str
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Issuer:
    """An issuer of OpenID Connect, and what this service is there.

    Exactly one of ``client_secret`` and ``private_key``, a PEM text, is set.
    """

    name: str
    issuer: str
    client_id: str
    client_secret: str | None = field(default=None, repr=False)
    private_key: str | None = field(default=None, repr=False)
    label: str
    domains: tuple[str, ...] = ()
    verified_claim: str = "email_verified"
    groups_claim: str = "groups"
    roles: tuple[MappedRole, ...] = ()


def of_issuers(names: Iterable[str]) -> frozenset[str]:
    """Return those of the variables that are settings of issuers."""
    return frozenset(name for name in names if _VARIABLE.fullmatch(name))


def issuers_from(
    environ: Mapping[str, str], environment: Environment
) -> tuple[tuple[Issuer, ...], tuple[str, ...]]:
    """Return the issuers by name, and what is wrong with others: no value is shown."""
    given: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for variable, text in sorted(environ.items()):
        if (found := _VARIABLE.fullmatch(variable)) and text.strip():
            given[found[1]][found[2]] = text.strip()
    problems = [
        f"{PREFIX}{name}_{problem}"
        for name, texts in given.items()
        for problem in _problems(name.lower(), texts, environment)
    ]
    if problems:
        return (), tuple(problems)
    issuers = tuple(_issuer(name.lower(), texts) for name, texts in given.items())
    return issuers, tuple(_same(issuers))


def is_web_address(text: str, *, loopback: bool) -> bool:
    """Tell whether ``text`` is an https URL without query and user, or http at ``loopback``."""
    try:
        url = urlsplit(text)
        port_is_fit = url.port != 0
    except ValueError:
        return False
    plain = not (url.query or url.fragment or url.username or url.password or "\\" in text)
    schemes = {"https", "http"} if loopback and url.hostname in _LOOPBACK else {"https"}
    return plain and port_is_fit and bool(url.hostname) and url.scheme in schemes


def _problems(name: str, texts: Mapping[str, str], environment: Environment) -> Iterator[str]:
    for part, missing in (
        ("ISSUER", name not in _PUBLIC and "ISSUER" not in texts),
        ("CLIENT_ID", "CLIENT_ID" not in texts),
        ("CLIENT_SECRET", not {"CLIENT_SECRET", "PRIVATE_KEY"} & texts.keys()),
    ):
        if missing:
            yield f"{part} is missing"
    if {"CLIENT_SECRET", "PRIVATE_KEY"} <= texts.keys():
        yield "CLIENT_SECRET and _PRIVATE_KEY are both set: one of them is enough"
    is_development = environment is Environment.DEVELOPMENT
    for part, text in texts.items():
        if not _is_fit(part, text, loopback=is_development):
            yield f"{part} must be {TOLD[part].form}"


def _is_fit(part: str, text: str, *, loopback: bool) -> bool:
    match part:
        case "ISSUER":
            fit = is_web_address(text, loopback=loopback)
        case "PRIVATE_KEY":
            fit = _key(text) is not None
        case "DOMAINS":
            fit = all(_DOMAIN.fullmatch(domain) for domain in _domains(text))
        case "ROLES":
            roles = _roles(text)
            fit = roles is not None and len(_places(roles)) <= MOST_PLACES
        case "LABEL":
            fit = _LABEL.fullmatch(text) is not None
        case _:
            form = _CLAIM if part.endswith("_CLAIM") else _TEXT
            fit = form.fullmatch(text) is not None
    return fit


def _issuer(name: str, texts: Mapping[str, str]) -> Issuer:
    return Issuer(
        name=name.replace("_", "-"),
        issuer=texts.get("ISSUER") or _PUBLIC[name],
        client_id=texts["CLIENT_ID"],
        client_secret=texts.get("CLIENT_SECRET"),
        private_key=_key(texts["PRIVATE_KEY"]) if "PRIVATE_KEY" in texts else None,
        label=texts.get("LABEL") or _LABELS.get(name) or name.replace("_", " ").title(),
        domains=_domains(texts.get("DOMAINS", "")),
        verified_claim=texts.get("VERIFIED_CLAIM") or _VERIFIED.get(name, "email_verified"),
        groups_claim=texts.get("GROUPS_CLAIM", "groups"),
        roles=_roles(texts.get("ROLES", "")) or (),
    )


def _same(issuers: Iterable[Issuer]) -> Iterator[str]:
    """Tell of issuers that are named twice: people are known by issuer, not by its name here."""
    first: dict[str, str] = {}
    for issuer in issuers:
        variable = f"{PREFIX}{issuer.name.upper().replace('-', '_')}_ISSUER"
        if issuer.issuer in first:
            yield f"{variable} is the same as {first[issuer.issuer]}"
        first.setdefault(issuer.issuer, variable)


def _domains(text: str) -> tuple[str, ...]:
    return tuple(part.strip().lower() for part in text.split(",")) if text else ()


def _roles(text: str) -> tuple[MappedRole, ...] | None:
    """Return the roles that ``text`` maps to; ``None`` if a part of it is malformed."""
    found = [_role(part.strip()) for part in text.split(";") if part.strip()]
    roles = tuple(role for role in found if role is not None)
    return roles if len(roles) == len(found) else None


def _role(text: str) -> MappedRole | None:
    # A group's name may be a distinguished name, with equals signs of its own.
    value, _, target = text.rpartition("=")
    level, _, rest = target.strip().partition(":")
    name, _, role = rest.rpartition(":")
    is_named = _PLACE.fullmatch(name) is not None if level != "platform" else not name
    if not value.strip() or not is_named or role not in ROLES.get(level, ()):
        return None
    return MappedRole(value=value.strip(), level=level, name=name, role=role)


def _places(roles: Iterable[MappedRole]) -> set[tuple[str, str]]:
    return {(role.level, role.name) for role in roles}


def _key(path: str) -> str | None:
    """Return the PEM text of a private key that can sign; ``None`` for anything else."""
    # Only here, as most services have none and it takes its time to import.
    from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa  # noqa: PLC0415
    from cryptography.hazmat.primitives.serialization import load_pem_private_key  # noqa: PLC0415

    try:
        with Path(path).open("rb") as file:
            raw = file.read(_LONGEST_KEY)
        key = load_pem_private_key(raw, None)
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm):
        return None
    is_fit = (
        isinstance(key, ed25519.Ed25519PrivateKey)
        or (isinstance(key, rsa.RSAPrivateKey) and key.key_size >= 2048)  # noqa: PLR2004
        or (isinstance(key, ec.EllipticCurvePrivateKey) and key.curve.name == "secp256r1")
    )
    return raw.decode() if is_fit else None
