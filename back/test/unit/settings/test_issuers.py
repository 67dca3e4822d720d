"""Issuers in the environment."""

from pathlib import Path
from typing import Final

import pytest
from joserfc.jwk import ECKey, OKPKey, RSAKey

from authz.policy import Action
from db_model.stakeholders.types import PlatformRole
from issuing import RSA
from settings import InvalidSettings, Issuer, MappedRole, Settings, describe, load, unread
from settings.issuers import MOST_PLACES, ROLES

pytestmark = pytest.mark.not_changes_db

OIDC: Final = "INTEGRATES_OIDC_"
STAFF: Final = {
    f"{OIDC}STAFF_ISSUER": "https://id.example.com/realms/staff",
    f"{OIDC}STAFF_CLIENT_ID": "integrates",
    f"{OIDC}STAFF_CLIENT_SECRET": "hunter2",
}


def _problems(**changed: str) -> tuple[str, ...]:
    texts = {f"{OIDC}STAFF_{name}": text for name, text in changed.items()}
    with pytest.raises(InvalidSettings) as refusal:
        load(STAFF | texts)
    assert "hunter2" not in str(refusal.value)
    return refusal.value.problems


def test_an_issuer_needs_three_variables() -> None:
    assert load(STAFF) == Settings(
        issuers=(
            Issuer(
                name="staff",
                issuer="https://id.example.com/realms/staff",
                client_id="integrates",
                client_secret="hunter2",
                label="Staff",
            ),
        )
    )


def test_everything_of_an_issuer_can_be_said(tmp_path: Path) -> None:
    file = tmp_path / "key.pem"
    file.write_bytes(RSA.as_pem(private=True))

    settings = load(
        {
            f"{OIDC}MY_STAFF_ISSUER": "https://id.example.com",
            f"{OIDC}MY_STAFF_CLIENT_ID": "integrates",
            f"{OIDC}MY_STAFF_PRIVATE_KEY": str(file),
            f"{OIDC}MY_STAFF_LABEL": "Staff & friends",
            f"{OIDC}MY_STAFF_DOMAINS": "Example.com, example.org",
            f"{OIDC}MY_STAFF_VERIFIED_CLAIM": "verified",
            f"{OIDC}MY_STAFF_GROUPS_CLAIM": "https://example.com/groups",
            f"{OIDC}MY_STAFF_ROLES": (
                "/admins = platform:admin; cn=security,dc=example=organization:acme:user_manager;"
                "devs=group:acmeapp:user"
            ),
        }
    )

    assert settings.issuers == (
        Issuer(
            name="my-staff",
            issuer="https://id.example.com",
            client_id="integrates",
            private_key=file.read_text(),
            label="Staff & friends",
            domains=("example.com", "example.org"),
            verified_claim="verified",
            groups_claim="https://example.com/groups",
            roles=(
                MappedRole(value="/admins", level="platform", name="", role="admin"),
                MappedRole(
                    value="cn=security,dc=example",
                    level="organization",
                    name="acme",
                    role="user_manager",
                ),
                MappedRole(value="devs", level="group", name="acmeapp", role="user"),
            ),
        ),
    )


def test_there_may_be_any_number_of_issuers_and_some_are_known() -> None:
    google = {f"{OIDC}GOOGLE_CLIENT_ID": "g", f"{OIDC}GOOGLE_CLIENT_SECRET": "g"}
    microsoft = {
        f"{OIDC}MICROSOFT_ISSUER": "https://login.microsoftonline.com/tenant/v2.0",
        f"{OIDC}MICROSOFT_CLIENT_ID": "m",
        f"{OIDC}MICROSOFT_CLIENT_SECRET": "m",
    }

    issuers = load(STAFF | google | microsoft).issuers

    assert [(each.name, each.label, each.verified_claim) for each in issuers] == [
        ("google", "Google", "email_verified"),
        ("microsoft", "Microsoft", "xms_edov"),
        ("staff", "Staff", "email_verified"),
    ]
    assert issuers[0].issuer == "https://accounts.google.com"


def test_every_problem_is_named_at_once_and_no_value_is_shown() -> None:
    problems = _problems(
        ISSUER="http://hunter2.example.com",
        PRIVATE_KEY="/nowhere/hunter2",
        DOMAINS="hunter2",
        ROLES="hunter2=organization:acme:emperor",
        LABEL="hunter2" * 10,
        GROUPS_CLAIM="hunter2 hunter2",
    )

    told = {row.variable.removeprefix(f"{OIDC}<NAME>_"): row.form for row in describe()}
    assert sorted(problems) == sorted(
        (
            f"{OIDC}STAFF_CLIENT_SECRET and _PRIVATE_KEY are both set: one of them is enough",
            *(
                f"{OIDC}STAFF_{part} must be {told[part]}"
                for part in ("ISSUER", "PRIVATE_KEY", "DOMAINS", "ROLES", "LABEL", "GROUPS_CLAIM")
            ),
        )
    )


def test_what_is_missing_is_named() -> None:
    with pytest.raises(InvalidSettings) as refusal:
        load({f"{OIDC}STAFF_LABEL": "Staff"})

    assert refusal.value.problems == (
        f"{OIDC}STAFF_ISSUER is missing",
        f"{OIDC}STAFF_CLIENT_ID is missing",
        f"{OIDC}STAFF_CLIENT_SECRET is missing",
    )


@pytest.mark.parametrize(
    "issuer",
    [
        "http://id.example.com",
        "http://127.0.0.1:9000",
        "https://",
        "https://id.example.com?tenant=1",
        "https://id.example.com/#x",
        "https://user:password@id.example.com",
        "https://id.example.com:port",
        "file:///etc/passwd",
        "id.example.com",
    ],
)
def test_an_issuer_is_asked_over_https_only(issuer: str) -> None:
    assert len(_problems(ISSUER=issuer)) == 1


def test_development_may_ask_an_issuer_on_the_same_machine() -> None:
    development = {"INTEGRATES_ENVIRONMENT": "development"}
    for host in ("127.0.0.1:9000", "localhost:9000", "[::1]:9000"):
        issuer = {f"{OIDC}STAFF_ISSUER": f"http://{host}/realm"}

        assert load(STAFF | development | issuer).issuers[0].issuer == f"http://{host}/realm"

    with pytest.raises(InvalidSettings):
        load(STAFF | development | {f"{OIDC}STAFF_ISSUER": "http://id.example.com"})


def test_one_issuer_has_one_name() -> None:
    again = {name.replace("STAFF", "TEAM"): text for name, text in STAFF.items()}

    with pytest.raises(InvalidSettings) as refusal:
        load(STAFF | again)

    assert refusal.value.problems == (f"{OIDC}TEAM_ISSUER is the same as {OIDC}STAFF_ISSUER",)


@pytest.mark.parametrize(
    "key",
    [
        RSAKey.generate_key(2048),
        ECKey.generate_key("P-256"),
        OKPKey.generate_key("Ed25519"),
    ],
)
def test_a_key_that_can_sign_is_taken(tmp_path: Path, key: RSAKey | ECKey | OKPKey) -> None:
    file = tmp_path / "key.pem"
    file.write_bytes(key.as_pem(private=True))
    texts = STAFF | {f"{OIDC}STAFF_PRIVATE_KEY": str(file), f"{OIDC}STAFF_CLIENT_SECRET": ""}

    assert load(texts).issuers[0].private_key == file.read_text()


@pytest.mark.parametrize(
    "content",
    [
        b"no key",
        RSA.as_pem(private=False),
        ECKey.generate_key("P-384").as_pem(private=True),
        OKPKey.generate_key("X25519").as_pem(private=True),
    ],
)
def test_a_key_that_cannot_sign_is_not_taken(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "key.pem"
    file.write_bytes(content)

    assert len(_problems(PRIVATE_KEY=str(file), CLIENT_SECRET="")) == 1


@pytest.mark.parametrize(
    "roles",
    [
        "staff",
        "staff=platform",
        "staff=platform:emperor",
        "staff=platform:acme:admin",
        "staff=organization:acme",
        "staff=organization::user",
        "staff=organization:Ac me:user",
        "staff=organization:acme:admin",
        "staff=group:acmeapp:service_forces",
        "staff=group:acmeapp:admin",
        "=group:acmeapp:user",
        ";".join(f"staff=group:team{number}:user" for number in range(MOST_PLACES + 1)),
    ],
)
def test_a_role_that_cannot_be_given_is_not_taken(roles: str) -> None:
    assert len(_problems(ROLES=roles)) == 1


def test_the_roles_that_issuers_may_give_are_those_that_people_may() -> None:
    def grantable(level: str) -> set[str]:
        start = f"grant_{level}_level_role:"
        return {action.removeprefix(start) for action in Action if action.startswith(start)}

    assert ROLES["platform"] == set(PlatformRole)
    assert ROLES["organization"] == grantable("organization")
    assert ROLES["group"] == grantable("group") - {"admin", "service_forces"}


def test_secrets_are_in_no_text_of_the_settings(tmp_path: Path) -> None:
    file = tmp_path / "key.pem"
    file.write_bytes(RSA.as_pem(private=True))
    by_key = {f"{OIDC}KEY_{n}": t for n, t in {"ISSUER": "https://key.example.com"}.items()}
    by_key |= {f"{OIDC}KEY_CLIENT_ID": "integrates", f"{OIDC}KEY_PRIVATE_KEY": str(file)}

    settings = load(STAFF | by_key)

    assert "hunter2" not in repr(settings)
    assert "PRIVATE KEY" not in repr(settings)


def test_a_variable_that_no_issuer_has_is_told_of() -> None:
    assert unread(STAFF | {f"{OIDC}STAFF_SECRET": "x"}) == (f"{OIDC}STAFF_SECRET",)
