"""The session's cookie in a request."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.http.cookies import SESSION_COOKIE, cookie, session_text

pytestmark = pytest.mark.not_changes_db

TEXT = "a" * 43
OTHERS = st.lists(
    st.text("abc=_ ", max_size=8).filter(lambda pair: not pair.strip().startswith(SESSION_COOKIE)),
    max_size=4,
)


@given(before=OTHERS, after=OTHERS)
def test_it_is_found_among_others(before: list[str], after: list[str]) -> None:
    sent = "; ".join([*before, f"{SESSION_COOKIE}={TEXT}", *after])

    assert session_text({"cookie": sent}) == TEXT


@pytest.mark.parametrize(
    "sent",
    [
        "",
        SESSION_COOKIE.lower() + "=" + TEXT,
        f"x{SESSION_COOKIE}={TEXT}",
        f"{SESSION_COOKIE}={TEXT}; {SESSION_COOKIE}={TEXT}",
    ],
)
def test_what_is_not_exactly_one_of_the_name_is_none(sent: str) -> None:
    assert session_text({"cookie": sent}) is None
    assert session_text({}) is None


@pytest.mark.parametrize("authorization", ["Bearer x", ""])
def test_there_is_none_beside_a_token(authorization: str) -> None:
    headers = {"cookie": f"{SESSION_COOKIE}={TEXT}", "authorization": authorization}

    assert session_text(headers) is None
    assert cookie(headers, SESSION_COOKIE) == TEXT
