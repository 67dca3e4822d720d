"""The page about formats is true: its examples are read, and it names every format."""

import re
from pathlib import Path

from arch.project import ROOT
from db_model.imports.types import ReportFormat as Format
from reports.samples import read_bytes

PAGE = (ROOT / "docs/formats.md").read_text()


def _fenced(language: str) -> bytes:
    (found,) = re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    return str(found).encode()


def test_the_examples_are_read_alike(tmp_path: Path) -> None:
    (own, _), (rows, _) = (read_bytes(tmp_path, _fenced(each)) for each in ("json", "csv"))

    assert [(run.tool, run.results) for run in (*own.runs, *rows.runs)] == [("Pentest 2026", 3)] * 2
    assert [(each.rule, each.path, each.package, each.parameter) for each in own.results] == [
        (each.rule, each.path, each.package, each.parameter) for each in rows.results
    ]


def test_every_format_is_in_the_table() -> None:
    rows = re.findall(r"^\| (`[^|]+`) \| [^|]+ \| [^|]+ \|$", PAGE, re.MULTILINE)
    named = {name for row in rows for name in re.findall(r"`([A-Z_]+)`", row)}

    assert named == set(Format) - {Format.AUTO}


def test_every_member_of_a_result_is_in_the_table() -> None:
    source = (ROOT / "back/src/imports/formats/generic.py").read_text()
    read = set(re.findall(r'(?:_of|get)\((?:node, )?"(\w+)"', source))
    read |= {"line", "endLine", "column", "endColumn"}
    rows = re.findall(r"^\| (`[a-z][^|]*`) \| [^|]+ \|$", PAGE, re.MULTILINE)

    assert {name for row in rows for name in re.findall(r"`(\w+)`", row)} == read
