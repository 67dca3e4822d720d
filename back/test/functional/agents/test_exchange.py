"""POST /token: a CI job is let in for the token of its CI, and nobody else."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from typing import Any, Final

import pytest
import pytest_asyncio
from joserfc.errors import SecurityWarning
from joserfc.jwk import RSAKey

from forging import by, by_nobody, by_secret, forged
from issuing import EC, ED, RSA, Issuer, signed
from people import a_tenant
from refusals import ACCESS_DENIED, LOGIN_REQUIRED, nothing_written, refusal
from reporting import send_report
from sarif import Hit, a_report
from trusting import ID_TOKEN, REMOVE, Pipelines, pipelines_of, told
from world import World

REFUSED: Final = (400, "invalid_request")
GROUP: Final = "query ($name: String!) { group(groupName: $name) { name permissions } }"
TRAIL: Final = """
query ($name: String!) { group(groupName: $name) { auditTrail { edges { node {
  principal tokenId
} } } } }
"""
CONFIGURATION: Final = "/.well-known/openid-configuration"


@pytest_asyncio.fixture
async def pipelines(world: World) -> AsyncIterator[Pipelines]:
    async with pipelines_of(world, await a_tenant(world)) as found:
        yield found


async def test_a_job_is_let_in_for_what_its_rule_says(pipelines: Pipelines) -> None:
    world, group = pipelines.world, pipelines.tenant.group.name
    await pipelines.trust()

    answer = await pipelines.exchange()

    told_of = answer.json()
    text = told_of.pop("access_token")
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    assert told_of == {
        "issued_token_type": "urn:ietf:params:oauth:token-type:access_token",
        "token_type": "Bearer",
        "expires_in": 900,
        "scope": "gate import",
    }
    seen = await world.ask(GROUP, token=text, name=group)
    me = await world.ask("{ me { userEmail role accessTokens { id } } }", token=text)
    assert text.startswith("itg_group_")
    assert "api_mutations_import_report_mutate" in seen["group"]["permissions"]
    assert me["me"]["userEmail"] == f"forces.{group}@integrates.local"
    assert me["me"]["accessTokens"] == []


async def test_a_job_imports_a_report(pipelines: Pipelines) -> None:
    await pipelines.trust()
    tenant, text = pipelines.tenant, await pipelines.let_in()

    answer = await send_report(pipelines.world, tenant, text, a_report([Hit()]))

    assert not answer.errors


async def test_a_job_asks_for_less_and_never_gets_more(pipelines: Pipelines) -> None:
    group = pipelines.tenant.group.name
    await pipelines.trust()

    less = await pipelines.exchange(scope="gate")
    more = await pipelines.exchange(scope="gate admin")
    seen = await pipelines.world.ask(GROUP, token=less.json()["access_token"], name=group)

    assert less.json()["scope"] == "gate"
    assert "api_mutations_import_report_mutate" not in seen["group"]["permissions"]
    assert told(more) == (400, "invalid_scope")


async def test_what_a_job_is_given_lasts_a_quarter_of_an_hour(pipelines: Pipelines) -> None:
    world, group = pipelines.world, pipelines.tenant.group.name
    await pipelines.trust()
    text = await pipelines.let_in()

    world.clock.advance(timedelta(minutes=14))
    before = await world.ask(GROUP, token=text, name=group)
    world.clock.advance(timedelta(minutes=1))
    after = await world.ask(GROUP, token=text, name=group)

    assert before["group"]["name"] == group
    assert refusal(after) == LOGIN_REQUIRED


async def test_a_rule_that_is_removed_lets_nobody_in_and_nobody_on(pipelines: Pipelines) -> None:
    world, group = pipelines.world, pipelines.tenant.group.name
    rule = await pipelines.trust()
    text = await pipelines.let_in()

    await world.ask(REMOVE, token=pipelines.manager.token, groupName=group, id=rule)

    assert refusal(await world.ask(GROUP, token=text, name=group)) == LOGIN_REQUIRED
    assert told(await pipelines.exchange()) == REFUSED


async def test_a_job_reaches_its_own_group_alone_and_makes_no_tokens(pipelines: Pipelines) -> None:
    world, other = pipelines.world, await a_tenant(pipelines.world, name="evil")
    await pipelines.trust(scopes=["ADMIN"])
    text = await pipelines.let_in()

    foreign = await world.ask(GROUP, token=text, name=other.group.name)
    more = await world.ask(
        'mutation { addAccessToken(expirationTime: 1800000000, name: "n") { success } }', token=text
    )
    secret = await world.ask(
        "query ($name: String!) { group(groupName: $name) { forcesToken } }",
        token=text,
        name=pipelines.tenant.group.name,
    )

    assert refusal(foreign) == refusal(more) == ACCESS_DENIED
    assert secret.messages == ["Access denied"]
    assert secret.data == {"group": {"forcesToken": None}}


async def test_a_token_is_exchanged_once(pipelines: Pipelines) -> None:
    await pipelines.trust()
    token = pipelines.issuer.token(pipelines.world)
    nameless = pipelines.issuer.token(pipelines.world, jti=None)
    answers = [told(await pipelines.exchange(each)) for each in (token, nameless)]
    pipelines.world.clock.advance(timedelta(seconds=61))

    answers += [told(await pipelines.exchange(each)) for each in (token, nameless)]

    assert answers == [(200, None), (200, None), REFUSED, REFUSED]


async def test_a_token_can_be_exchanged_no_more_once_its_name_is_forgotten(
    pipelines: Pipelines,
) -> None:
    await pipelines.trust()
    token = pipelines.issuer.token(pipelines.world)
    assert told(await pipelines.exchange(token)) == (200, None)

    pipelines.world.clock.advance(timedelta(minutes=6, seconds=2))

    assert told(await pipelines.exchange(token)) == REFUSED


@pytest.mark.filterwarnings("ignore:EdDSA is deprecated")  # issuers name it so
@pytest.mark.parametrize(("alg", "kid", "key"), [("ES256", "ec", EC), ("EdDSA", "ed", ED)])
async def test_other_algorithms_that_sign_well_are_taken(
    pipelines: Pipelines, alg: str, kid: str, key: Any
) -> None:
    await pipelines.trust()
    claims = pipelines.issuer.claims(pipelines.world)

    answer = await pipelines.exchange(signed(claims, {"alg": alg, "kid": kid}, key))

    assert told(answer) == (200, None)


NOW: Final = 1_772_443_800  # when the clock of a world starts, in epoch seconds


@pytest.mark.parametrize(
    "changed",
    [
        {"aud": "https://other.example.com"},
        {"aud": ["https://other.example.com", "x"]},
        {"aud": None},
        {"aud": {"https://integrates.example.com": 1}},
        {"iss": "https://token.actions.githubusercontent.com"},
        {"iss": None},
        {"iss": 7},
        {"repository": "evil/app"},
        {"repository": "acme/app/more"},
        {"repository": "ACME/app"},
        {"repository": None},
        {"repository": ["acme/app"]},
        {"ref": "refs/heads/main2"},
        {"ref": "refs/heads/main\n"},
        {"exp": NOW - 61},
        {"exp": None},
        {"exp": "tomorrow"},
        {"exp": True},
        {"exp": 10**30},
        {"exp": -1},
        {"nbf": NOW + 3600},
        {"iat": NOW + 3600},
    ],
)
async def test_a_token_that_says_anything_else_lets_nobody_in(
    pipelines: Pipelines, changed: Mapping[str, Any]
) -> None:
    await pipelines.trust()

    async with nothing_written(pipelines.world):
        answer = await pipelines.exchange(pipelines.issuer.token(pipelines.world, **changed))

    assert told(answer) == REFUSED
    assert answer.json()["error_description"] == "The subject token was refused for this audience"


FOREIGN: Final = RSAKey.generate_key(2048, {"kid": "rsa"})
ANY: Final = RSAKey.import_key({k: v for k, v in RSA.as_dict(private=True).items() if k != "alg"})
PUBLIC: Final = RSA.as_pem(private=False)


def _forged(issuer: Issuer, world: World) -> dict[str, str]:
    claims = issuer.claims(world)
    with pytest.warns(SecurityWarning):
        small = RSAKey.generate_key(1024, {"kid": "small"})
    issuer.keys.append(small)
    good = signed(claims, {})
    head, body, signature = good.split(".")
    return {
        "no algorithm": forged(claims, {"alg": "none", "kid": "rsa"}, by_nobody),
        "no algorithm, in capitals": forged(claims, {"alg": "NONE", "kid": "rsa"}, by_nobody),
        "the public key as a secret": forged(
            claims, {"alg": "HS256", "kid": "rsa"}, by_secret(PUBLIC)
        ),
        "another key": signed(claims, {}, FOREIGN),
        "an unknown key": signed(claims, {"kid": "new"}),
        "no key": signed(claims, {"kid": None}),
        "a key of its own": signed(claims, {"jwk": FOREIGN.as_dict(private=False)}, FOREIGN),
        "keys elsewhere": signed(claims, {"jku": f"{issuer.url}/keys"}),
        "a certificate of its own": signed(claims, {"x5u": f"{issuer.url}/keys"}),
        "something critical": forged(
            claims, {"alg": "RS256", "kid": "rsa", "crit": ["exp"], "exp": 1}, by(RSA)
        ),
        "a small key": signed(claims, {"kid": "small"}, small),
        "another algorithm of the key": signed(claims, {"alg": "PS256"}, ANY),
        "another body": f"{head}.{body[:-3]}abc.{signature}",
        "no signature": f"{head}.{body}.",
        "two parts": f"{head}.{body}",
        "too long": signed(claims | {"more": "x" * 8192}, {}),
        "garbage": "garbage",
        "deep": f"{head}.{'W1tb' * 1700}.{signature}",
    }


async def test_a_token_that_is_forged_lets_nobody_in(pipelines: Pipelines) -> None:
    await pipelines.trust()
    bad = _forged(pipelines.issuer, pipelines.world)

    async with nothing_written(pipelines.world):
        answers = {name: told(await pipelines.exchange(text)) for name, text in bad.items()}

    assert answers == dict.fromkeys(bad, REFUSED)


async def test_where_nobody_trusts_an_issuer_it_is_not_asked_and_nothing_is_learnt(
    pipelines: Pipelines,
) -> None:
    other = await a_tenant(pipelines.world, name="evil")

    untrusted = await pipelines.exchange()
    absent = await pipelines.exchange(audience="nothing")
    await pipelines.trust()
    foreign = await pipelines.exchange(audience=other.group.name)

    assert told(untrusted) == REFUSED
    assert untrusted.json() == absent.json() == foreign.json()
    assert pipelines.issuer.asked == []


async def test_the_keys_of_an_issuer_are_remembered_and_new_ones_found_once_a_minute(
    pipelines: Pipelines,
) -> None:
    world, issuer = pipelines.world, pipelines.issuer
    await pipelines.trust()
    first = [told(await pipelines.exchange()) for _ in range(3)]
    storm = [
        told(await pipelines.exchange(issuer.token(world, header={"kid": "new"}))) for _ in "12"
    ]
    asked = len(issuer.asked)
    issuer.keys.append(RSAKey.import_key({**RSA.as_dict(private=True), "kid": "new"}))
    world.clock.advance(timedelta(minutes=1))
    found = await pipelines.exchange(issuer.token(world, header={"kid": "new"}))

    assert first == [(200, None)] * 3
    assert storm == [REFUSED, REFUSED]
    assert asked == 2
    assert told(found) == (200, None)
    assert len(issuer.asked) == 4


async def test_an_issuer_that_is_away_is_believed_for_a_day(pipelines: Pipelines) -> None:
    world, issuer = pipelines.world, pipelines.issuer
    await pipelines.trust()
    before = await pipelines.exchange()
    issuer.answers[CONFIGURATION] = (500, b"{}")

    world.clock.advance(timedelta(hours=23))
    away = await pipelines.exchange(issuer.token(world))
    world.clock.advance(timedelta(hours=2))
    long_away = await pipelines.exchange(issuer.token(world))

    assert [told(each) for each in (before, away)] == [(200, None)] * 2
    assert told(long_away) == (503, "temporarily_unavailable")
    assert long_away.headers["retry-after"] == "60"


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        (CONFIGURATION, (200, b"[]")),
        (CONFIGURATION, (200, b"{")),
        (CONFIGURATION, (200, b"[" * 60_000)),
        (CONFIGURATION, (302, b"")),
        (CONFIGURATION, (404, b"{}")),
        ("/keys", (200, b'{"keys": 7}')),
        ("/keys", (200, b'{"keys": []' + b" " * 70_000 + b"}")),
        ("/keys", (302, b"")),
    ],
)
async def test_an_issuer_that_does_not_answer_as_it_should_lets_nobody_in(
    pipelines: Pipelines, path: str, answer: tuple[int, bytes]
) -> None:
    await pipelines.trust()
    pipelines.issuer.answers[path] = answer

    async with nothing_written(pipelines.world):
        response = await pipelines.exchange()

    assert told(response) == (503, "temporarily_unavailable")


@pytest.mark.parametrize(
    "keys",
    [
        b'{"keys": [7, {"kid": 7}, {"kid": "rsa", "kty": "RSA"}]}',
        b'{"keys": [{"kid": "rsa", "kty": "RSA", "n": "AQ", "e": "AQAB"}]}',
        b'{"keys": [{"kid": "rsa", "kty": "oct", "k": "AAAA"}]}',
        b'{"keys": [{"kid": "rsa", "kty": 7}]}',
        b'{"keys": [{"kid": "rsa", "kty": "RSA", "n": 7, "e": null}]}',
    ],
)
async def test_keys_that_are_none_let_nobody_in(pipelines: Pipelines, keys: bytes) -> None:
    await pipelines.trust()
    pipelines.issuer.answers["/keys"] = (200, keys)

    assert told(await pipelines.exchange()) == REFUSED


async def test_an_issuer_that_says_that_it_is_another_lets_nobody_in(
    pipelines: Pipelines,
) -> None:
    issuer = pipelines.issuer
    await pipelines.trust()
    other = {"issuer": f"{issuer.url}/", "jwks_uri": f"{issuer.url}/keys"}
    issuer.answers[CONFIGURATION] = (200, json.dumps(other).encode())

    assert told(await pipelines.exchange()) == (503, "temporarily_unavailable")


async def test_keys_that_an_issuer_keeps_elsewhere_are_not_fetched_from_the_inner_network(
    pipelines: Pipelines,
) -> None:
    await pipelines.trust()
    elsewhere = {"issuer": pipelines.issuer.url, "jwks_uri": "http://127.0.0.1:1/keys"}
    pipelines.issuer.answers[CONFIGURATION] = (200, json.dumps(elsewhere).encode())

    assert told(await pipelines.exchange()) == (503, "temporarily_unavailable")


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"grant_type": None}, "unsupported_grant_type"),
        ({"grant_type": "authorization_code"}, "unsupported_grant_type"),
        ({"subject_token_type": None}, "invalid_request"),
        ({"subject_token_type": ID_TOKEN.replace("id_", "refresh_")}, "invalid_request"),
        ({"requested_token_type": ID_TOKEN}, "invalid_request"),
        ({"audience": None}, "invalid_request"),
        ({"audience": ""}, "invalid_request"),
        ({"actor_token": "x"}, "invalid_request"),
        ({"scope": "everything"}, "invalid_scope"),
    ],
)
async def test_a_request_that_is_no_exchange_is_told_so(
    pipelines: Pipelines, changed: dict[str, str | None], code: str
) -> None:
    await pipelines.trust()

    async with nothing_written(pipelines.world):
        answer = await pipelines.exchange(**changed)

    assert told(answer) == (400, code)


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{}", "application/json", 400),
        (b"audience=a&audience=b", "application/x-www-form-urlencoded", 400),
        (b"audience=%ff", "application/x-www-form-urlencoded", 400),
        (b"\xff", "application/x-www-form-urlencoded", 400),
        (b"&".join(b"a%d=1" % n for n in range(11)), "application/x-www-form-urlencoded", 400),
        (b"a=" + b"x" * 16_384, "application/x-www-form-urlencoded", 413),
    ],
)
async def test_a_body_that_is_no_form_is_refused(
    pipelines: Pipelines, body: bytes, kind: str, status: int
) -> None:
    answer = await pipelines.client.post("/token", content=body, headers={"Content-Type": kind})

    assert answer.status_code == status


async def test_nothing_but_posting_is_answered(pipelines: Pipelines) -> None:
    assert (await pipelines.client.get("/token")).status_code == 405


async def test_of_several_who_come_at_once_with_one_token_one_stays_in(
    pipelines: Pipelines,
) -> None:
    world, group = pipelines.world, pipelines.tenant.group.name
    await pipelines.trust()
    token = pipelines.issuer.token(world)

    answers = await asyncio.gather(*(pipelines.exchange(token) for _ in range(8)))

    texts = [each.json()["access_token"] for each in answers if each.status_code == 200]
    seen = [await world.ask(GROUP, token=text, name=group) for text in texts]
    assert {told(each) for each in answers} <= {(200, None), REFUSED}
    assert [bool(each.errors) for each in seen].count(False) == 1


async def test_what_a_job_does_is_in_the_trail_with_its_rule(pipelines: Pipelines) -> None:
    world, group = pipelines.world, pipelines.tenant.group.name
    rule = await pipelines.trust()
    await send_report(world, pipelines.tenant, await pipelines.let_in(), a_report([Hit()]))
    await world.indexed()

    trail = await world.ask(TRAIL, token=pipelines.manager.token, name=group)

    done = [edge["node"] for edge in trail["group"]["auditTrail"]["edges"]]
    by_agent = [each for each in done if each["principal"].startswith("forces.")]
    assert by_agent
    assert {each["tokenId"].split("/")[0] for each in by_agent if each["tokenId"]} == {rule}


async def test_no_token_of_anybody_is_stored_or_logged(
    pipelines: Pipelines, capsys: pytest.CaptureFixture[str]
) -> None:
    rule = await pipelines.trust()
    token = pipelines.issuer.token(pipelines.world)
    text = await pipelines.let_in(token)
    pipelines.world.clock.advance(timedelta(seconds=61))
    await pipelines.exchange(token)

    printed = "".join(capsys.readouterr())
    assert rule in printed
    assert "it was exchanged" in printed
    contents = repr(await pipelines.world.everything())
    for secret in (text, token, token.split(".")[2]):
        assert secret not in printed
        assert secret not in contents
