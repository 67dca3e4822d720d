"""Use cases of identities: signing in with an issuer, and unlinking."""

from identities.domain._entering import enter
from identities.domain._transactions import LIFE, begin, finish
from identities.domain._unlinking import unlink

__all__ = ["LIFE", "begin", "enter", "finish", "unlink"]
