"""The two tables and their indexes: names, and which holds what."""

from dataclasses import dataclass
from typing import Final

from store.types import UNSTREAMED, Index

META_INDEXES: Final = frozenset({Index.G1})
# The other indexes hold whole items; these hold keys, and cost nothing when a body changes.
KEYS_ONLY: Final = frozenset({Index.G3, Index.G4})


@dataclass(frozen=True, slots=True)
class Tables:
    """``data`` holds what consumers are told of, ``meta`` the unstreamed space."""

    data: str
    meta: str

    def of(self, pk: str) -> str:
        """Return the table of a partition, be it of items or of an index."""
        return self.meta if is_unstreamed(pk) else self.data


def tables_of(prefix: str) -> Tables:
    return Tables(data=f"{prefix}data", meta=f"{prefix}meta")


def index_name(index: Index) -> str:
    # A name has at least three characters.
    return f"index_{index}"


def is_unstreamed(pk: str) -> bool:
    return pk.startswith(UNSTREAMED)
