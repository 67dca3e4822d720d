"""What the service logs, in a stream of the test's own."""

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from app.logs import configure
from settings import Settings


@contextmanager
def logged(settings: Settings) -> Iterator[io.StringIO]:
    """Give what is logged in the block, as the settings say; then log as before."""
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    stream = io.StringIO()
    configure(settings, stream=stream)
    try:
        yield stream
    finally:
        root.handlers, root.level = handlers, level
        logging.getLogger("ariadne").disabled = False
        logging.getLogger("opensearch").setLevel(logging.NOTSET)
        structlog.reset_defaults()
