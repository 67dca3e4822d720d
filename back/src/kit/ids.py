"""Identifiers: random ones, and ones that sort by the time they were made."""

import secrets
import uuid
from datetime import datetime

from kit.time import milliseconds


def random_id() -> str:
    """Return a random UUID (version 4) as text."""
    return str(uuid.uuid4())


def sortable_id(at: datetime) -> str:
    """Return a UUID of version 7 (RFC 9562, section 5.7) made at ``at``, as text."""
    value = milliseconds(at) << 80 | secrets.randbits(80)
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return str(uuid.UUID(int=value))
