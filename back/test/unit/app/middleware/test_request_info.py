"""Ids and addresses of requests."""

from dataclasses import replace
from ipaddress import ip_network

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.middleware.request_info import client_address, headers_of
from web_sample import SETTINGS, make_app

PROXIES = [ip_network("10.0.0.0/8"), ip_network("fd00::/8")]


async def id_given_by(peer: str, request_id: str) -> str:
    app = make_app(settings=replace(SETTINGS, trusted_proxies=("10.0.0.0/8",)))
    transport = httpx.ASGITransport(app=app, client=(peer, 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as connection:
        answer = await connection.get("/livez", headers={"x-request-id": request_id})
    return answer.headers["x-request-id"]


async def test_only_a_known_proxy_names_a_request() -> None:
    assert await id_given_by("10.1.2.3", "from-the-proxy") == "from-the-proxy"
    assert await id_given_by("192.0.2.1", "from-the-proxy") != "from-the-proxy"


@pytest.mark.parametrize("odd", ["short", "x" * 65, "with space", "with\tcontrol", "under_score"])
async def test_an_odd_id_is_replaced(odd: str) -> None:
    assert await id_given_by("10.1.2.3", odd) != odd


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("192.0.2.1", "", "192.0.2.1"),
        ("192.0.2.1", "198.51.100.7", "192.0.2.1"),
        ("10.0.0.1", "198.51.100.7", "198.51.100.7"),
        ("10.0.0.1", "203.0.113.9, 198.51.100.7", "198.51.100.7"),
        ("10.0.0.1", "198.51.100.7, 10.0.0.2", "198.51.100.7"),
        ("10.0.0.1", "198.51.100.7, fd00::1", "198.51.100.7"),
        ("10.0.0.1", "unknown", "10.0.0.1"),
        ("10.0.0.1", "", "10.0.0.1"),
    ],
)
def test_the_address_is_the_last_that_a_proxy_of_ours_saw(
    peer: str, forwarded: str, address: str
) -> None:
    assert client_address(peer, forwarded, PROXIES) == address


@given(claimed=st.lists(st.ip_addresses(v=4).map(str)))
def test_nobody_hides_behind_what_they_claim(claimed: list[str]) -> None:
    forwarded = ", ".join([*claimed, "198.51.100.7", "10.0.0.9"])

    assert client_address("10.0.0.1", forwarded, PROXIES) == "198.51.100.7"


def test_repeated_headers_are_joined() -> None:
    scope = {
        "headers": [(b"Accept", b"a"), (b"accept", b"b"), (b"cookie", b"c=1"), (b"cookie", b"d=2")]
    }

    assert headers_of(scope) == {"accept": "a, b", "cookie": "c=1; d=2"}
