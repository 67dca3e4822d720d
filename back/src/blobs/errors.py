"""How files fail: bugs of the caller, absence, and faults."""

from errors import Unavailable


class PathRefused(Exception):
    """A bug of the caller: a path outside what the port allows."""


class BlobNotFound(Exception):
    """There is no blob at the path; whether anybody should hear of it is the caller's to say."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


class BlobsUnavailable(Unavailable):
    """The files cannot be reached; nothing was changed."""

    def __init__(self) -> None:
        super().__init__("The file store is not available")
