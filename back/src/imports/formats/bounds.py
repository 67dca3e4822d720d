"""How large a report may be; each bound is named in the error of what breaks it."""

from dataclasses import dataclass

_MIB = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """``ratio`` counts from ``ratio_floor_bytes`` unpacked on: small files pack well.

    ``sketch_lines`` and ``sketch_bytes`` are of all line sketches together, as lines of files
    and as they lie in the report.
    """

    packed_bytes: int = 20 * _MIB
    unpacked_bytes: int = 200 * _MIB
    ratio: int = 100
    ratio_floor_bytes: int = 8 * _MIB
    depth: int = 64
    string_bytes: int = _MIB
    results: int = 100_000
    rules: int = 20_000
    runs: int = 1_000
    sketch_lines: int = 2_000_000
    sketch_bytes: int = 50_000_000
