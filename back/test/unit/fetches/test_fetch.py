"""A fetch leads to no inner network, whatever a name server or a server says."""

import asyncio
import ssl
from collections.abc import Sequence
from itertools import count

import httpx
import pytest
import trustme

from fetches.errors import NotFetched
from fetches.fetch import Fetcher, origin_of
from issuing import Answer, listening


class Canary:
    """Counts who comes."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def says(self, path: str) -> Answer:
        self.asked.append(path)
        return 200, b'{"a": 1}'


def _at(*addresses: str) -> Fetcher:
    async def resolve(_: str, __: int) -> Sequence[str]:
        return addresses

    return Fetcher(resolve=resolve)


async def test_an_inner_origin_that_is_allowed_is_asked_in_the_clear() -> None:
    canary = Canary()
    async with listening(canary.says) as origin:
        assert await Fetcher(inner=frozenset({origin})).document(f"{origin}/x") == {"a": 1}

    assert canary.asked == ["/x"]


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/",
        "https://example.com:22/",
        "https://user@example.com/",
        "https://",
        "file:///etc/hostname",
        "ftp://example.com/",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://2130706433/",
        "https://0x7f000001/",
        "https://localhost/",
        "\x00",
    ],
)
async def test_what_is_not_public_https_is_not_asked(url: str) -> None:
    with pytest.raises(NotFetched):
        await Fetcher().document(url)


@pytest.mark.parametrize(
    "addresses",
    [("127.0.0.1",), ("8.8.8.8", "127.0.0.1"), ("::1",), ("::ffff:10.0.0.1",), ()],
)
async def test_one_inner_address_among_several_is_enough_to_refuse(
    addresses: tuple[str, ...],
) -> None:
    with pytest.raises(NotFetched, match="inner network"):
        await _at(*addresses).document("https://issuer.example.com/")


async def test_a_name_server_that_changes_its_mind_changes_nothing() -> None:
    canary = Canary()
    async with listening(canary.says):
        rounds = count()

        async def resolve(_: str, __: int) -> Sequence[str]:
            # Asked twice for one document, it would say where the canary is.
            return ["127.0.0.1"] if next(rounds) % 2 else ["192.0.2.1"]

        fetcher = Fetcher(resolve=resolve)
        for _ in range(1000):
            with pytest.raises(NotFetched):
                await fetcher.document("https://issuer.example.com/")

        assert next(rounds) == 1000
    assert canary.asked == []


async def test_a_certificate_is_that_of_the_name_and_not_of_the_address() -> None:
    authority = trustme.CA()
    theirs = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("issuer.example.com").configure_cert(theirs)
    ours = ssl.create_default_context()
    authority.configure_trust(ours)
    hosts: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        hosts.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}")
        await writer.drain()
        writer.close()

    async def resolve(_: str, __: int) -> Sequence[str]:
        return ["127.0.0.1"]

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=theirs)
    port = server.sockets[0].getsockname()[1]
    async with server:
        named = f"https://issuer.example.com:{port}"
        other = f"https://other.example.com:{port}"
        fetcher = Fetcher(inner=frozenset({named, other}), resolve=resolve, tls=ours)
        assert await fetcher.document(named) == {}
        with pytest.raises(NotFetched):
            await fetcher.document(other)
        with pytest.raises(NotFetched):
            await Fetcher(inner=frozenset({named}), resolve=resolve).document(named)

    assert f"Host: issuer.example.com:{port}".encode() in hosts[0]
    assert len(hosts) == 1


async def test_an_address_that_does_not_answer_is_followed_by_the_next() -> None:
    canary = Canary()
    async with listening(canary.says) as origin:
        port = httpx.URL(origin).port

        async def resolve(_: str, __: int) -> Sequence[str]:
            return ["127.0.0.2", "127.0.0.1"]

        named = f"http://issuer.example.com:{port}"
        fetcher = Fetcher(inner=frozenset({named}), resolve=resolve)
        assert await fetcher.document(named) == {"a": 1}


async def test_a_name_that_nobody_knows_is_not_fetched() -> None:
    async def resolve(_: str, __: int) -> Sequence[str]:
        raise OSError("no such name")

    with pytest.raises(NotFetched):
        await Fetcher(resolve=resolve).document("https://issuer.example.com/")


@pytest.mark.parametrize(
    "answer",
    [
        (302, b""),
        (500, b"{}"),
        (200, b"[]"),
        (200, b"{" * 9),
        (200, b'{"a":"' + b"x" * 65_536 + b'"}'),
    ],
)
async def test_an_answer_that_is_no_small_document_is_not_taken(answer: Answer) -> None:
    async def says(_: str) -> Answer:
        return answer

    async with listening(says) as origin:
        with pytest.raises(NotFetched):
            await Fetcher(inner=frozenset({origin})).document(origin)


def test_an_origin_is_written_without_the_port_that_goes_without_saying() -> None:
    assert origin_of(httpx.URL("https://a.example.com:443/x?y")) == "https://a.example.com"
    assert origin_of(httpx.URL("http://a.example.com:8080")) == "http://a.example.com:8080"
