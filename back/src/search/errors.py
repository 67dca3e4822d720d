"""How a search fails: bugs of its caller, and faults."""

from errors import Unavailable


class LimitError(Exception):
    """A bug of the caller: what is asked breaks a limit of the port."""


class UnknownIndex(Exception):
    """A bug of the caller: the application has no such index."""


class UnknownGeneration(Exception):
    """The index has no such generation."""


class UnknownField(Exception):
    """The index has no such field."""

    def __init__(self, field: str) -> None:
        super().__init__(f"there is no field {field!r}")
        self.field = field


class FieldMisused(Exception):
    """The field cannot be asked like that, or has no values of that kind."""

    def __init__(self, field: str, why: str) -> None:
        super().__init__(f"the field {field!r} {why}")
        self.field = field


class CursorError(Exception):
    """A cursor is damaged, or belongs to another query."""


class SearchUnavailable(Unavailable):
    """The search engine does not answer."""

    def __init__(self, message: str = "The search is not available") -> None:
        super().__init__(message)


class SearchTooSlow(SearchUnavailable):
    """The answer takes longer than a search may."""

    def __init__(self) -> None:
        super().__init__("The search takes too long; ask for less")


class IndexNotBuilt(SearchUnavailable):
    """No generation of the index is promoted, or there is none to write to."""

    def __init__(self) -> None:
        super().__init__("The search index is not built yet")


class IndexOutdated(SearchUnavailable):
    """What is asked needs a later revision of the index than the one that searches read."""

    def __init__(self) -> None:
        super().__init__("The search index is being rebuilt")


class NoCredentials(Unavailable):
    """Requests are to be signed, and nobody said as whom."""

    def __init__(self) -> None:
        super().__init__(
            "There are no AWS credentials to sign requests to OpenSearch with: give the process a"
            " role, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
        )
