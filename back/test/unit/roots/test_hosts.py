"""IP and URL roots, and environments."""

import ipaddress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db_model.environments.types import EnvironmentType
from db_model.roots.types import RootStatus
from db_model.types import Email
from errors import AppError
from roots.errors import GroupFileNotFound, InvalidRootValue
from roots.rules.hosts import address_from, ip_state_from, url_state_from
from roots.types import NewIPRoot, NewURLRoot

pytestmark = pytest.mark.not_changes_db

BY = Email("ada@example.com")
AT = datetime(2026, 3, 2, tzinfo=UTC)


@given(address=st.ip_addresses())
def test_all_spellings_of_an_address_are_one(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> None:
    spellings = (address.compressed, address.exploded, f" {address.exploded.upper()} ")

    assert {address_from(spelling) for spelling in spellings} == {address.compressed}


@given(text=st.text(max_size=30))
def test_what_is_no_address_is_refused(text: str) -> None:
    try:
        found = address_from(text)
    except InvalidRootValue:
        return
    assert ipaddress.ip_address(found).compressed == found


@given(
    protocol=st.sampled_from(["http", "HTTPS"]),
    port=st.none() | st.integers(0, 65535),
    path=st.from_regex(r"(/[a-z]{1,5}){0,3}", fullmatch=True),
    query=st.none() | st.from_regex(r"[a-z]=[0-9]", fullmatch=True),
    fragment=st.from_regex(r"[a-z]{0,4}", fullmatch=True),
)
def test_an_address_is_taken_apart(
    protocol: str, port: int | None, path: str, query: str | None, fragment: str
) -> None:
    host = "me:secret@Shop.example.com" + ("" if port is None else f":{port}")
    asked = "" if query is None else f"?{query}"
    mark = f"#{fragment}" if fragment else ""

    state = url_state_from(
        NewURLRoot(url=f"{protocol}://{host}{path}{asked}{mark}", nickname="shop"), by=BY, at=AT
    )

    usual = 80 if protocol == "http" else 443
    assert (state.protocol, state.host) == (protocol.upper(), "shop.example.com")
    assert state.port == (usual if port is None else port)
    assert (state.path, state.query) == (f"{path or '/'}{mark}", query)


def test_a_file_is_one_of_the_group() -> None:
    with pytest.raises(GroupFileNotFound):
        url_state_from(NewURLRoot(url="file://app.apk", nickname="app"), by=BY, at=AT)


@given(text=st.text(max_size=40))
def test_no_text_breaks_an_address(text: str) -> None:
    try:
        state = url_state_from(NewURLRoot(url=text, nickname="shop"), by=BY, at=AT)
    except AppError:
        return
    assert state.status is RootStatus.ACTIVE


def test_a_machine_begins_as_tested() -> None:
    state = ip_state_from(NewIPRoot(address="192.0.2.1", nickname="m"), by=BY, at=AT)

    assert (state.status, state.modified_by, state.modified_at) == (RootStatus.ACTIVE, BY, AT)


def test_kinds_of_environments_are_those_that_clients_know() -> None:
    assert sorted(EnvironmentType) == ["APK", "CLOUD", "URL"]
