"""A keyring of a test: a master key that is as long as one and no secret."""

from collections.abc import Sequence
from typing import Final

from envelopes.keyring import Keyring
from envelopes.local import LocalEncryption
from kit.time import Clock

MASTER: Final = bytes(range(32))


def keyring_of(clock: Clock, masters: Sequence[bytes] = (MASTER,)) -> Keyring:
    """Return what a process with these ``masters``, the current one first, begins with."""
    return Keyring(encryptions=(LocalEncryption(read=lambda: masters),), clock=clock)
