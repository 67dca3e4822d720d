"""What the comparing process answers on its standard output: a summary, or a refusal."""

from collections.abc import Iterator
from typing import Any

import msgspec

from errors import AppError
from imports.child.types import Summary
from imports.formats.errors import ReportRefused


class _Refusal(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    message: str
    details: dict[str, str | int]


class _Answer(msgspec.Struct, frozen=True, kw_only=True):
    summary: Summary | None = None
    refusal: _Refusal | None = None


def answer(summary: Summary) -> bytes:
    return msgspec.json.encode(_Answer(summary=summary))


def refusal(failure: ReportRefused) -> bytes:
    told = _Refusal(name=type(failure).__name__, message=failure.message, details=failure.details)
    return msgspec.json.encode(_Answer(refusal=told))


def summary_in(output: bytes) -> Summary | None:
    """Return the summary, or ``None`` if the output is no answer.

    Raises:
        ReportRefused: the process refused the report; of the class that it raised.
    """
    try:
        told = msgspec.json.decode(output, type=_Answer)
    except msgspec.DecodeError:
        return None
    if told.refusal is not None:
        raise _rebuilt(told.refusal)
    return told.summary


def _rebuilt(told: _Refusal) -> ReportRefused:
    kinds: dict[str, type[ReportRefused]] = {kind.__name__: kind for kind in _kinds(ReportRefused)}
    kind = kinds.get(told.name, ReportRefused)
    failure = kind.__new__(kind)
    details: dict[str, Any] = told.details
    AppError.__init__(failure, told.message, **details)
    return failure


def _kinds(kind: type[ReportRefused]) -> Iterator[type[ReportRefused]]:
    yield kind
    for each in kind.__subclasses__():
        yield from _kinds(each)
