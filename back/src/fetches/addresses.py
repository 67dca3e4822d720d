"""Which addresses are on the public internet.  Pure.

What stands for another address is as that one is: mapped (RFC 4291, 2.5.5.2), 6to4 (RFC 3056),
Teredo (RFC 4380) and NAT64 (RFC 6052).
"""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final

_NAT64: Final = IPv6Network("64:ff9b::/96")
_NEVER: Final = tuple(
    ip_network(text)
    for text in (
        *("0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.88.99.0/24", "224.0.0.0/3"),
        *("::/96", "64:ff9b:1::/48", "100::/64", "fc00::/7", "fe80::/9", "ff00::/8"),
    )
)


def is_public(text: str) -> bool:
    """Return whether ``text``, an address as a resolver writes it, is one of the internet."""
    try:
        address = ip_address(text)
    except ValueError:
        return False
    return all(_is_global(each) for each in (address, *_meant(address)))


def _meant(address: IPv4Address | IPv6Address) -> tuple[IPv4Address, ...]:
    """Return the addresses that ``address`` stands for, if it does."""
    if isinstance(address, IPv4Address):
        return ()
    teredo = address.teredo or ()
    meant = (address.ipv4_mapped, address.sixtofour, *teredo)
    if address in _NAT64:
        meant = (*meant, IPv4Address(int(address) & 0xFFFF_FFFF))
    return tuple(each for each in meant if each is not None)


def _is_global(address: IPv4Address | IPv6Address) -> bool:
    if isinstance(address, IPv6Address) and (address.ipv4_mapped or address in _NAT64):
        return True  # as what it stands for is
    is_never = any(address in net for net in _NEVER if net.version == address.version)
    return address.is_global and not address.is_multicast and not is_never
