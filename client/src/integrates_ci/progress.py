"""How far an import is: a bar on a terminal, plain lines in a build's log."""

from collections.abc import Callable
from typing import Final, TextIO, TypeAlias

from integrates_ci.render import printable

Watch: TypeAlias = Callable[[str, int], None]
"""Takes what is going on and how far it is, in percent."""

_BAR: Final = 30
_CLEAR: Final = "\r\x1b[K"
_STEP: Final = 25  # percent between two lines in a log


def watch_on(stream: TextIO) -> Watch:
    """Return what shows progress on ``stream``, as suits it."""
    return _bar_on(stream) if stream.isatty() else _lines_on(stream)


def clear(stream: TextIO) -> None:
    """Take the bar away, so that something else can be written there."""
    if stream.isatty():
        stream.write(_CLEAR)
        stream.flush()


def _bar_on(stream: TextIO) -> Watch:
    def show(what: str, percent: int) -> None:
        filled = _BAR * percent // 100
        bar = "#" * filled + "-" * (_BAR - filled)
        stream.write(f"{_CLEAR}[{bar}] {percent:3} % {printable(what)}")
        stream.flush()

    return show


def _lines_on(stream: TextIO) -> Watch:
    last: list[tuple[str, int]] = []

    def show(what: str, percent: int) -> None:
        mark = (what, percent // _STEP)
        if last != [mark]:
            last[:] = [mark]
            stream.write(f"integrates-ci: {printable(what)}, {percent} %\n")
            stream.flush()

    return show
