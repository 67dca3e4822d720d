"""Bodies as they are stored: short ones as they are, longer ones compressed."""

import zlib
from enum import IntEnum
from typing import Final, NamedTuple

RAW_BELOW_BYTES: Final = 1024
# To set up the default window and table costs many times what it takes to compress a usual
# body of JSON; these are a small part of that, and the result is as short.
_LEVEL: Final = 1
_WINDOW_BITS: Final = 13
_MEMORY_LEVEL: Final = 6


class Encoding(IntEnum):
    """How a body was packed; the numbers are stored and never change."""

    RAW = 0
    ZLIB = 1


class Packed(NamedTuple):
    encoding: Encoding
    data: bytes


def packed(body: bytes) -> Packed:
    """Return ``body`` as it is stored: compressed from 1 KB on, where that makes it smaller."""
    if len(body) < RAW_BELOW_BYTES:
        return Packed(Encoding.RAW, body)
    compressor = zlib.compressobj(_LEVEL, zlib.DEFLATED, _WINDOW_BITS, _MEMORY_LEVEL)
    data = compressor.compress(body) + compressor.flush()
    return Packed(Encoding.ZLIB, data) if len(data) < len(body) else Packed(Encoding.RAW, body)


def unpacked(encoding: int, data: bytes) -> bytes:
    """Return the body of which ``packed`` made ``encoding`` and ``data``."""
    # Compared as numbers: to look up what a number stands for takes longer than all the rest.
    if encoding == Encoding.RAW:
        return data
    if encoding == Encoding.ZLIB:
        return zlib.decompress(data)
    raise ValueError(f"{encoding} is not a valid Encoding")
