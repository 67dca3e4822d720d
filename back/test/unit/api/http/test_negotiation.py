"""Media types of requests and answers."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.http.errors import Refusal
from api.http.negotiation import BodyKind, answer_media, body_kind

JSON = "application/json"
GRAPHQL = "application/graphql-response+json"


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("", JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        ("Application/JSON", JSON),
        ("application/json; charset=utf-8", JSON),
        (GRAPHQL, GRAPHQL),
        (f"{GRAPHQL}, {JSON};q=0.9", GRAPHQL),
        (f"{JSON}, {GRAPHQL}", GRAPHQL),
        (f"{GRAPHQL};q=0.5, {JSON}", JSON),
        (f"{GRAPHQL};q=0, */*", JSON),
        ("text/html, */*;q=0.1", JSON),
    ],
)
def test_the_answer_has_the_type_that_the_client_prefers(accept: str, media: str) -> None:
    assert answer_media(accept) == media


@pytest.mark.parametrize("accept", ["text/html", f"{JSON};q=0", "application/xml, image/*"])
def test_a_client_that_takes_none_of_them_is_told_so(accept: str) -> None:
    with pytest.raises(Refusal) as refusal:
        answer_media(accept)

    assert refusal.value.status == 406


@given(accept=st.text(max_size=60))
def test_any_text_gives_a_type_or_a_refusal(accept: str) -> None:
    with suppress(Refusal):
        assert answer_media(accept) in {JSON, GRAPHQL}


@pytest.mark.parametrize(
    ("content_type", "kind"),
    [
        ("application/json", BodyKind.JSON),
        ("APPLICATION/JSON ; Charset=UTF-8", BodyKind.JSON),
        ('application/json;charset="utf-8"', BodyKind.JSON),
        ("multipart/form-data; boundary=x", BodyKind.MULTIPART),
    ],
)
def test_bodies_are_json_or_forms(content_type: str, kind: BodyKind) -> None:
    assert body_kind(content_type) is kind


@pytest.mark.parametrize(
    "content_type",
    ["", "text/plain", "application/json; charset=utf-7", "application/graphql", "json"],
)
def test_any_other_body_is_refused(content_type: str) -> None:
    with pytest.raises(Refusal) as refusal:
        body_kind(content_type)

    assert refusal.value.status == 415
