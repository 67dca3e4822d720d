"""Which addresses are on the public internet.  Pure.

What stands for an address of version 4 is as that one is: mapped (RFC 4291, 2.5.5.2) and NAT64
(RFC 6052).
"""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Final

_NAT64: Final = ip_network("64:ff9b::/96")
# Also what the library takes for global: assignments of protocols (RFC 6890), addresses that are
# shared (RFC 6598), and what relays and tunnels lead elsewhere (RFC 7526, 3056, 4380, 8215).
_NEVER: Final = tuple(
    ip_network(text)
    for text in (
        *("0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.88.99.0/24", "224.0.0.0/3"),
        *("::/96", "64:ff9b:1::/48", "100::/64", "2001::/32", "2002::/16", "fc00::/7"),
        *("fe80::/9", "ff00::/8"),
    )
)


def is_public(text: str) -> bool:
    """Return whether ``text``, an address as a resolver writes it, is one of the internet."""
    try:
        address = ip_address(text)
    except ValueError:
        return False
    return _is_global(_meant(address) if isinstance(address, IPv6Address) else address)


def _meant(address: IPv6Address) -> IPv4Address | IPv6Address:
    """Return the address of version 4 that ``address`` stands for, or itself."""
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped or address


def _is_global(address: IPv4Address | IPv6Address) -> bool:
    is_never = any(address in net for net in _NEVER if net.version == address.version)
    return address.is_global and not address.is_multicast and not is_never
