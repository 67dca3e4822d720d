"""What the client library raises, as what the port promises."""

from collections.abc import Mapping
from typing import Any, Final

from botocore.exceptions import BotoCoreError, ClientError, ParamValidationError

from store.errors import LimitError, StoreUnavailable, Throttled

_REFUSED: Final = frozenset({"ConditionalCheckFailedException", "TransactionCanceledException"})
_IN_PROGRESS: Final = "TransactionInProgressException"
_CONFLICTED: Final = frozenset({"TransactionConflictException", _IN_PROGRESS})
_INVALID: Final = frozenset(
    {
        "ItemCollectionSizeLimitExceeded",
        "ItemCollectionSizeLimitExceededException",
        "ValidationError",
        "ValidationException",
    }
)
_THROTTLED: Final = frozenset(
    {
        "LimitExceededException",
        "ProvisionedThroughputExceeded",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "Throttling",
        "ThrottlingError",
        "ThrottlingException",
    }
)


class Refused(Exception):
    """A condition did not hold; ``answer`` tells which.  Never leaves the package."""

    def __init__(self, answer: Mapping[str, Any]) -> None:
        super().__init__()
        self.answer = answer

    @property
    def retried(self) -> bool:
        """Whether the request was sent before, so that the refusal may be its own doing."""
        return bool(self.answer.get("ResponseMetadata", {}).get("RetryAttempts", 0))


class Conflicted(Exception):
    """Others write the same items now.  Never leaves the package."""

    def __init__(self, *, in_progress: bool) -> None:
        super().__init__()
        self.in_progress = in_progress


def translated(fault: ClientError | BotoCoreError) -> Exception:
    """Return what to raise for ``fault``."""
    if not isinstance(fault, ClientError):
        # The library checks parameters before it sends them.
        invalid = isinstance(fault, ParamValidationError)
        return LimitError(str(fault)) if invalid else StoreUnavailable()
    code = fault.response.get("Error", {}).get("Code", "")
    if code in _REFUSED:
        return Refused(fault.response)
    if code in _CONFLICTED:
        return Conflicted(in_progress=code == _IN_PROGRESS)
    return of_code(code, str(fault))


def of_code(code: str, message: str) -> Exception:
    """Return what to raise for an error code of the service.

    An unknown one is a fault of the service or of its set-up, and no bug of the caller.
    """
    if code in _THROTTLED:
        return Throttled()
    if code in _INVALID:
        return LimitError(message)
    return StoreUnavailable()
