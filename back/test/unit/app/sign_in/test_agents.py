"""Names of browsers, as people know them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sign_in.agents import browser_name

pytestmark = pytest.mark.not_changes_db


CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0"
WINDOWS = "Windows NT 10.0; Win64; x64"


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/2 Firefox/140.0", "Firefox on Linux"),
        (f"Mozilla/5.0 ({WINDOWS}) {CHROME} Safari/537.36 Edg/140.0.0.0", "Edge on Windows"),
        (f"Mozilla/5.0 (Linux; Android 14) {CHROME} Mobile Safari/537.36", "Chrome on Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) Version/18.0 Safari/604.1", "Safari on iPhone"),
        ("curl/8.5.0", "curl"),
        ("", "Unknown browser"),
    ],
)
def test_a_browser_is_called_as_people_know_it(agent: str, name: str) -> None:
    assert browser_name(agent) == name


@given(agent=st.text())
def test_whatever_it_calls_itself_has_a_name(agent: str) -> None:
    assert browser_name(agent)
