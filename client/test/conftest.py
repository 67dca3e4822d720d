"""Fixtures: a server that speaks the API, and the command run against it."""

import io
from collections.abc import Callable, Iterator, Mapping
from itertools import count

import pytest

from integrates_ci.command import main
from integrates_ci.world import World

from .api_server import TOKEN, Api, serving
from .ran import Ran, Terminal


@pytest.fixture
def api() -> Iterator[Api]:
    served = Api()
    with serving(served):
        yield served


@pytest.fixture
def run(api: Api) -> Callable[..., Ran]:
    """Return a function that runs the command with a token and the server's address."""

    def run_with(
        *arguments: str, environ: Mapping[str, str] | None = None, on_terminal: bool = False
    ) -> Ran:
        made: type[io.StringIO] = Terminal if on_terminal else io.StringIO
        out, err = made(), made()
        pauses: list[float] = []
        ticks = count()
        given = {"INTEGRATES_API_TOKEN": TOKEN, "INTEGRATES_API_URL": api.url}
        world = World(
            environ={**given, **(environ or {})},
            out=out,
            err=err,
            pause=pauses.append,
            clock=lambda: float(next(ticks)),
        )
        code = main(arguments, world)
        return Ran(code=code, out=out.getvalue(), err=err.getvalue(), pauses=tuple(pauses))

    return run_with
