"""Structured logs without secrets: JSON for machines, coloured lines for people."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any, Final, TextIO

import structlog
from structlog.typing import Processor

from settings import Environment, LogFormat, Settings

LONGEST_TEXT: Final = 512
LONGEST_TRACE: Final = 16_384
_HIDDEN: Final = "[hidden]"
_TOKEN: Final = re.compile(r"itg_[a-z]+_[0-9A-Za-z]+")
_SECRET_WORDS: Final = (
    "authorization",
    "cookie",
    "password",
    "passphrase",
    "secret",
    "token",
    "credential",
    "private_key",
    "access_key",
    "api_key",
    "session",
)
_CONTROLS: Final = {
    code: f"\\x{code:02x}" for code in (*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029)
}
_CONTROLS_IN_TRACE: Final = {code: text for code, text in _CONTROLS.items() if code != ord("\n")}


def configure(
    settings: Settings, *, stream: TextIO | None = None, worker: int | None = None
) -> None:
    """Send the lines of our code and of the libraries to ``stream``, else standard error.

    With ``worker``, each line bears the number of the process.
    """
    shared: list[Processor] = [
        *(() if worker is None else (_of(worker),)),
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, structlog.stdlib.add_logger_name],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                redact,
                _renderer(settings),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(settings.log_level.upper())
    # It logs the variables of a failed coercion, which are the client's secrets.
    logging.getLogger("ariadne").disabled = True
    # They tell of every request at the level of news, or of what is in it when they debug.
    for name in ("opensearch", "authlib", "httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)


def _of(worker: int) -> Processor:
    def name(_: object, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        return {**event, "worker": worker}

    return name


def redact(_: object, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Return the event without secrets and control characters, its texts of bounded length."""
    return {
        key: _clean_trace(value) if key == "exception" else clean(key, value)
        for key, value in event.items()
    }


def clean(key: str, value: Any) -> Any:
    """Return ``value`` as it may be logged under ``key``."""
    if any(word in key.lower() for word in _SECRET_WORDS):
        return _HIDDEN
    match value:
        case None | bool() | int() | float():
            return value
        case dict():
            return {str(name): clean(str(name), part) for name, part in value.items()}
        case list() | tuple() | set() | frozenset():
            return [clean(key, part) for part in value]
        case _:
            return _text(str(value), LONGEST_TEXT, _CONTROLS)


def _clean_trace(value: Any) -> str:
    return _text(str(value), LONGEST_TRACE, _CONTROLS_IN_TRACE)


def _text(text: str, longest: int, controls: dict[int, str]) -> str:
    hidden = _TOKEN.sub(_HIDDEN, text).translate(controls)
    return hidden if len(hidden) <= longest else hidden[: longest - 1] + "…"


def _renderer(settings: Settings) -> Processor:
    is_development = settings.environment is Environment.DEVELOPMENT
    chosen = settings.log_format or (LogFormat.CONSOLE if is_development else LogFormat.JSON)
    if chosen is LogFormat.JSON:
        return structlog.processors.JSONRenderer()
    return structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
