"""Layer 2: the tool's own fingerprints, where the report shows that they can be trusted."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from imports.matching.spots import Pair, Spot, grouped
from imports.matching.types import Layer

_SHORTEST: Final = 8
# A phrase such as "requires login" is no identity, however few results share it.
_TOKEN: Final = re.compile(r"(?=\D*\d)\S+")


def trusted(side: Sequence[Spot]) -> tuple[Spot, ...]:
    """Return the spots, with their fingerprints as identities if all of the side can be trusted.

    They must be there on all, look like an identity, and none may be shared by spots
    that differ in rule or content.
    """
    if _are_identities(side):
        return tuple(replace(spot, identity=spot.fingerprint) for spot in side)
    return tuple(side)


def same_fingerprint(old: Sequence[Spot], new: Sequence[Spot]) -> Iterator[Pair]:
    """Pair spots of one rule by a fingerprint that only one on each side has."""
    before = grouped((spot for spot in old if spot.identity), _identity)
    for key, now in grouped((spot for spot in new if spot.identity), _identity).items():
        then = before.get(key, ())
        if len(then) == len(now) == 1:
            yield Pair(
                old=then[0], new=now[0], layer=Layer.FINGERPRINT, why="the tool's own fingerprint"
            )


def _are_identities(side: Sequence[Spot]) -> bool:
    meanings: dict[str, tuple[str, str]] = {}
    for spot in side:
        if not _is_token(spot.fingerprint or ""):
            return False
        meaning = spot.rule, spot.content or f"{spot.path}:{spot.span}"
        if meanings.setdefault(spot.fingerprint or "", meaning) != meaning:
            return False
    return True


def _is_token(fingerprint: str) -> bool:
    """Tell whether it looks like an identity; it is ``name=value``, or the digest of that."""
    value = fingerprint.partition("=")[2] or fingerprint
    return len(value) >= _SHORTEST and _TOKEN.fullmatch(value) is not None


def _identity(spot: Spot) -> tuple[str, str]:
    return spot.rule, spot.identity or ""
