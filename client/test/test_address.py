import pytest

from integrates_ci.address import Server, server_at
from integrates_ci.errors import WrongUsage

TOKEN = "itg_api_secret"


def test_an_address_is_taken_apart() -> None:
    server = server_at("https://example.com/api?x=1", token=f" {TOKEN}\n", environ={})

    assert server == Server(
        is_secure=True, host="example.com", port=443, target="/api?x=1", token=TOKEN
    )


def test_the_text_of_a_server_does_not_hold_the_token() -> None:
    server = server_at("https://example.com/api", token=TOKEN, environ={})

    assert TOKEN not in repr(server)


@pytest.mark.parametrize("host", ["localhost:8001", "127.0.0.1", "127.8.9.1:80", "[::1]:8001"])
def test_this_machine_is_spoken_to_without_encryption(host: str) -> None:
    server = server_at(f"http://{host}/api", token=TOKEN, environ={})

    assert not server.is_secure


@pytest.mark.parametrize(
    "host", ["example.com", "10.0.0.1", "localhost.example.com", "127.0.0.1.example.com"]
)
def test_a_token_crosses_no_network_unencrypted_unless_told_to(host: str) -> None:
    allowed = server_at(f"http://{host}/api", token=TOKEN, environ={}, may_be_insecure=True)

    assert allowed.host == host
    with pytest.raises(WrongUsage, match="unencrypted"):
        server_at(f"http://{host}/api", token=TOKEN, environ={})


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("example.com/api", "must look like"),
        ("ftp://example.com/api", "must look like"),
        ("https:///api", "must look like"),
        ("https://user:word@example.com/api", "user or a password"),
        ("https://example.com:port/api", "malformed"),
        ("https://example.com/a b", "percent-encoded"),
        ("https://example.com/a\r\nX: y", "percent-encoded"),
    ],
)
def test_what_is_no_address_is_refused(url: str, message: str) -> None:
    with pytest.raises(WrongUsage, match=message):
        server_at(url, token=TOKEN, environ={})


@pytest.mark.parametrize("token", ["", "  ", "two words", "line\nbreak", "itg_é"])
def test_what_is_no_token_is_refused_without_being_told(token: str) -> None:
    with pytest.raises(WrongUsage) as refusal:
        server_at("https://example.com/api", token=token, environ={})

    assert not token.strip() or token not in str(refusal.value)


@pytest.mark.parametrize(
    ("environ", "proxy"),
    [
        ({}, None),
        ({"HTTPS_PROXY": "http://proxy:3128"}, ("proxy", 3128)),
        ({"https_proxy": "proxy"}, ("proxy", 80)),
        ({"HTTPS_PROXY": "http://proxy", "NO_PROXY": "a.com, .example.com"}, None),
        ({"HTTPS_PROXY": "http://proxy", "NO_PROXY": "*"}, None),
        ({"HTTPS_PROXY": "http://proxy", "NO_PROXY": "ample.com"}, ("proxy", 80)),
    ],
)
def test_the_proxy_is_the_one_that_the_environment_names(
    environ: dict[str, str], proxy: tuple[str, int] | None
) -> None:
    server = server_at("https://ci.example.com/api", token=TOKEN, environ=environ)

    assert server.proxy == proxy
