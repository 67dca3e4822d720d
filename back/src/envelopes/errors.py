"""How sealing and opening fail."""

from errors import Unavailable


class Unopenable(Exception):
    """A stored secret or data key was damaged, tampered with, or moved from its place."""


class KeysUnavailable(Unavailable):
    """What data keys are encrypted with is not there, or does not answer; nothing was changed."""

    def __init__(self) -> None:
        super().__init__("The keys of secrets are not available")
