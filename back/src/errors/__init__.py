"""Failures a caller can act on.

Everything raised on purpose derives from one of the kinds below.  A kind fixes
``code``, which is public API and never changes; a leaf, declared in the ``errors.py``
of the package that raises it, fixes the message and the details.  An exception of any
other type is a bug or a fault: it is reported, and shown without its text.
"""

from enum import StrEnum
from typing import ClassVar


class Code(StrEnum):
    """Stable name of a kind of failure, sent as ``extensions.code``."""

    ACCESS_DENIED = "ACCESS_DENIED"
    ALREADY_DONE = "ALREADY_DONE"
    CONFLICT = "CONFLICT"
    INTERNAL = "INTERNAL"
    INVALID = "INVALID"
    IN_PROGRESS = "IN_PROGRESS"
    KEY_REUSED = "KEY_REUSED"
    NOT_FOUND = "NOT_FOUND"
    RATE_LIMITED = "RATE_LIMITED"
    UNAUTHENTICATED = "UNAUTHENTICATED"
    UNAVAILABLE = "UNAVAILABLE"


class AppError(Exception):
    """An anticipated failure: a code, a message fit to show, and its details."""

    code: ClassVar[Code]

    def __init__(self, message: str, **details: str | int) -> None:
        super().__init__(message)
        self.message = message
        self.details = details


class AccessDenied(AppError):
    code = Code.ACCESS_DENIED


class AlreadyDone(AppError):
    """It was asked before and begun, and what it answered cannot be told again."""

    code = Code.ALREADY_DONE


class Conflict(AppError):
    code = Code.CONFLICT


class InProgress(AppError):
    """It was asked before and is being done; worth asking again after ``retry_after`` seconds."""

    code = Code.IN_PROGRESS

    def __init__(self, message: str, *, retry_after: int) -> None:
        super().__init__(message, retryAfter=retry_after)
        self.retry_after = retry_after


class Invalid(AppError):
    code = Code.INVALID


class KeyReused(AppError):
    """The key of a request was that of another one."""

    code = Code.KEY_REUSED


class Limited(AppError):
    """Too much was asked for; worth asking again after ``retry_after`` seconds."""

    code = Code.RATE_LIMITED

    def __init__(self, message: str, *, retry_after: int, **details: str | int) -> None:
        super().__init__(message, retryAfter=retry_after, **details)
        self.retry_after = retry_after


class NotFound(AppError):
    code = Code.NOT_FOUND


class Unauthenticated(AppError):
    code = Code.UNAUTHENTICATED


class Unavailable(AppError):
    """Something that the service stands on does not answer; nothing was changed."""

    code = Code.UNAVAILABLE
