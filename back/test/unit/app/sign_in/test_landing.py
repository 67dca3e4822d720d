"""Where somebody lands who has signed in."""

from dataclasses import replace

import pytest

from app.pages.layout import Html, page
from app.sign_in.landing import landed, landing_of
from settings import Environment, InvalidSettings, Settings, SignIn, load

pytestmark = pytest.mark.not_changes_db

FRONT = "https://front.example.com/home"
PRODUCTION = Settings(environment=Environment.PRODUCTION)


@pytest.mark.parametrize(
    ("settings", "place"),
    [
        (PRODUCTION, "/"),
        (replace(PRODUCTION, graphiql=True), "/api"),
        (replace(PRODUCTION, environment=Environment.DEVELOPMENT), "/api"),
        (replace(PRODUCTION, graphiql=True, sign_in=SignIn(front_end_url=FRONT)), FRONT),
    ],
)
def test_it_is_the_front_end_or_else_what_there_is(settings: Settings, place: str) -> None:
    answer = landed("x" * 43, settings)

    assert landing_of(settings) == place
    assert (answer.status_code, answer.headers["location"]) == (303, place)


def test_a_form_may_lead_to_a_front_end_elsewhere_and_to_nothing_else() -> None:
    policies = [
        page("Title", Html(""), goes_to=place).headers["content-security-policy"]
        for place in (FRONT, "/api", None)
    ]

    assert [policy.split("form-action ")[1].split(";")[0] for policy in policies] == [
        "'self' https://front.example.com",
        "'self'",
        "'self'",
    ]


@pytest.mark.parametrize(
    "address",
    ["front", "javascript:alert(1)", "//evil.example", "https://", "https://a b", "https://u@h/"],
)
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(InvalidSettings) as refused:
        load({"INTEGRATES_FRONT_END_URL": address})

    assert refused.value.problems == (
        "INTEGRATES_FRONT_END_URL must be an address, like https://integrates.example.com/home",
    )
