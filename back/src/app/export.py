"""The command ``export``."""

import argparse
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from app.engines import open_engines
from app.serve import STOPPED
from db_model.types import GroupName
from exports.read import rows
from exports.rows import csv_head, csv_line, json_line
from kit.time import now
from settings import Settings


async def export(settings: Settings, given: argparse.Namespace) -> int:
    """Write the vulnerabilities of a group, a line each."""
    is_csv = given.format == "csv"
    line = csv_line if is_csv else json_line
    async with open_engines(settings, clock=now) as engines:
        with _output(given.output) as output:
            if is_csv:
                output.write(csv_head())
            async for row in rows(engines.store, GroupName(given.group)):
                output.write(line(row))
    return STOPPED


@contextmanager
def _output(path: Path | None) -> Iterator[IO[str]]:
    """Yield the file, readable by its owner only, or what the process prints to."""
    if path is None:
        yield sys.stdout
        return
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
        yield file
