"""Which addresses are of the internet."""

from ipaddress import IPv4Address, IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.addresses import is_public

pytestmark = pytest.mark.not_changes_db
INNER = [
    *("0.1.2.3", "10.0.0.1", "100.64.0.1", "127.0.0.1", "127.1.2.3", "169.254.169.254"),
    *("172.16.0.1", "192.0.0.8", "192.0.2.1", "192.168.1.1", "198.18.0.1", "203.0.113.1"),
    *("224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255", "192.88.99.1"),
    *("::", "::1", "::127.0.0.1", "fe80::1", "fe80::1%lo", "fec0::1", "fc00::1", "fd00:ec2::254"),
    *("ff02::1", "2001:db8::1", "100::1", "64:ff9b:1::1", "fe80::1%eth0", "2002:7f00:1::"),
    *("2001:0:1::", "2002:808:808::", "::ffff:127.0.0.1", "::ffff:169.254.169.254"),
    *("64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe"),
]
PUBLIC = [
    "::ffff:8.8.8.8",
    "64:ff9b::808:808",
    "8.8.8.8",
    "1.1.1.1",
    "140.82.112.3",
    "2606:4700:4700::1111",
    "2a00:1450:4001::1",
]


@pytest.mark.parametrize("text", INNER)
def test_an_inner_address_is_not_public(text: str) -> None:
    assert not is_public(text)


@pytest.mark.parametrize("text", PUBLIC)
def test_a_public_one_is(text: str) -> None:
    assert is_public(text)


@pytest.mark.parametrize(
    "text", ["", "x", "2130706433", "0x7f.1", "127.1", "017700000001", "1.1.1.1 "]
)
def test_what_is_no_address_as_resolvers_write_it_is_not(text: str) -> None:
    assert not is_public(text)


@given(address=st.ip_addresses(v=4))
def test_what_stands_for_an_address_is_as_that_one_is(address: IPv4Address) -> None:
    number = int(address)
    is_so = is_public(str(address))
    mapped = IPv6Address(f"::ffff:{address}")
    translated = IPv6Address((0x64_FF9B << 96) | number)

    assert is_public(str(mapped)) == is_public(str(translated)) == is_so
    assert not is_public(str(IPv6Address((0x2002 << 112) | (number << 80))))
