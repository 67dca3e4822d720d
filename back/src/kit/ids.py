"""Identifiers: random ones, and ones that sort by the time they were made."""

import secrets
import uuid
from datetime import datetime
from functools import reduce
from typing import Final

from kit.time import milliseconds

_NAMESPACE: Final = uuid.UUID("0b9f3c6e-5d0e-4f0a-9c43-9a1f6d1f2b77")


def random_id() -> str:
    """Return a random UUID (version 4) as text."""
    return str(uuid.uuid4())


def spread_id(place: int, *, of: int) -> str:
    """Return a random UUID (version 4) that sorts as the one at ``place``, from 0, of ``of``.

    They are as far apart as random ones, which is what is lost of being random.
    """
    width = (1 << 128) // of
    return str(uuid.UUID(int=place * width + secrets.randbelow(width), version=4))


def sortable_id(at: datetime) -> str:
    """Return a UUID of version 7 (RFC 9562, section 5.7) made at ``at``, as text."""
    value = milliseconds(at) << 80 | secrets.randbits(80)
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return str(uuid.UUID(int=value))


def derived_id(*parts: str) -> str:
    """Return the UUID of version 5 that ``parts``, in their order, always have, as text.

    It is as secret as they are: who knows them knows it.
    """
    return str(reduce(uuid.uuid5, parts, _NAMESPACE))
