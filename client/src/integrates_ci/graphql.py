"""Operations on the server: data out, or an error with the server's own words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from integrates_ci.address import Server
from integrates_ci.errors import Refused, UnknownAnswer
from integrates_ci.multipart import Body, Upload, json_body, upload_body
from integrates_ci.transport import Answer, Passing, exchange

_UNAUTHENTICATED: Final = ("Login required", "Exception - Invalid Authorization")
_LISTED_ERRORS: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Api:
    """``new_key`` makes a random text, one for each operation, kept over its attempts."""

    server: Server
    pause: Callable[[float], None]
    new_key: Callable[[], str]


def ask(api: Api, document: str, variables: Mapping[str, object]) -> Mapping[str, Any]:
    """Return the data that ``document`` gets.

    Raises:
        Refused: the server answered with an error.
        Unreachable, UnknownAnswer: as ``transport.exchange``.
    """
    return _operate(api, json_body(document, variables))


def upload(
    api: Api,
    document: str,
    variables: Mapping[str, object],
    *,
    name: str,
    file: Upload,
) -> Mapping[str, Any]:
    """Return the data that ``document`` gets with ``file`` as variable ``name``.

    Raises:
        Refused, Unreachable, UnknownAnswer: as ``ask``.
    """
    body = upload_body(document, variables, name=name, upload=file, boundary=api.new_key())
    return _operate(api, body)


def _operate(api: Api, body: Body) -> Mapping[str, Any]:
    answer = exchange(api.server, body, key=api.new_key(), pause=api.pause, check=_check)
    content = answer.content
    if not isinstance(content, Mapping) or not isinstance(content.get("data"), Mapping):
        raise UnknownAnswer(f"Answered {answer.status} without data or errors")
    data: Mapping[str, Any] = content["data"]
    return data


def _check(answer: Answer) -> None:
    content = answer.content
    errors = content.get("errors") if isinstance(content, Mapping) else None
    if not errors:
        return
    if not isinstance(errors, list) or not all(isinstance(error, Mapping) for error in errors):
        raise UnknownAnswer(f"Answered {answer.status} with errors that are not a list of errors")
    messages = [str(error.get("message")) for error in errors[:_LISTED_ERRORS]]
    code = str((errors[0].get("extensions") or {}).get("code", ""))
    if code == "UNAVAILABLE":
        raise Passing(messages[0])
    if code == "UNAUTHENTICATED" or messages[0] in _UNAUTHENTICATED:
        messages[0] += " (is the token right, and has it not expired?)"
    raise Refused("; ".join(messages), code=code)
