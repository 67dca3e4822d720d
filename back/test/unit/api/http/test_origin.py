"""Who may use a credential that a browser sends by itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.http.negotiation import BodyKind
from api.http.origin import is_own
from web_sample import SETTINGS, Seen, client, make_app

OURS = "https://integrates.example.com"
THEIRS = "https://evil.example"
COOKIE = {"cookie": "session=1"}
SCRIPT = {"x-requested-with": "script"}


@pytest.mark.parametrize(
    ("headers", "json", "multipart"),
    [
        ({}, True, False),
        (SCRIPT, True, True),
        ({"authorization": "Bearer x"}, True, True),
        ({"authorization": "Bearer x", "origin": THEIRS, **COOKIE}, True, True),
        (COOKIE, False, False),
        ({**COOKIE, **SCRIPT}, True, True),
        ({**COOKIE, "x-csrftoken": "x"}, True, True),
        ({**COOKIE, "origin": OURS}, True, True),
        ({**COOKIE, "origin": THEIRS, **SCRIPT}, False, False),
        ({**COOKIE, "origin": "null"}, False, False),
        ({**COOKIE, "sec-fetch-site": "same-origin"}, True, True),
        ({**COOKIE, "sec-fetch-site": "same-site", "origin": OURS}, False, False),
        ({**COOKIE, "sec-fetch-site": "cross-site", **SCRIPT}, False, False),
        ({"sec-fetch-site": "cross-site"}, True, False),
    ],
)
def test_a_request_has_to_prove_that_no_other_page_sent_it(
    headers: dict[str, str], *, json: bool, multipart: bool
) -> None:
    assert is_own(headers, origin=OURS, kind=BodyKind.JSON) is json
    assert is_own(headers, origin=OURS, kind=BodyKind.MULTIPART) is multipart


@given(
    origin=st.text(), extra=st.dictionaries(st.sampled_from(["accept", "x-csrftoken"]), st.text())
)
def test_no_other_origin_ever_uses_a_cookie(origin: str, extra: dict[str, str]) -> None:
    headers = {**COOKIE, **extra, "origin": origin}

    assert is_own(headers, origin=OURS, kind=BodyKind.JSON) is (origin == OURS)


async def test_what_another_site_sends_is_refused_before_it_is_read() -> None:
    seen = Seen()

    async with client(make_app(seen), **COOKIE, origin=THEIRS) as connection:
        answer = await connection.post(
            "/api", json={"query": 'mutation { rename(name: "x") { role } }'}
        )

    assert SETTINGS.public_origin == OURS
    assert answer.status_code == 403
    assert answer.json()["errors"][0]["extensions"] == {"code": "ACCESS_DENIED"}
    assert seen.mutations == []
