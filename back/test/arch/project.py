"""The project's files, as the tests of its shape read them."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[3]
BACK: Final = ROOT / "back"
SOURCES: Final = BACK / "src"
SAMPLE: Final = BACK / "demo/sample"


@cache
def launcher() -> ModuleType:
    """Return ``m`` as a module."""
    spec = spec_from_loader("m", SourceFileLoader("m", str(ROOT / "m")))
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@cache
def files() -> tuple[Path, ...]:
    """Return all files of the project, those to be committed next among them."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    paths = (ROOT / name for name in listed.stdout.split("\0") if name)
    return tuple(sorted(path for path in paths if path.is_file()))


def modules(*folders: Path) -> Iterator[tuple[Path, ast.Module]]:
    """Yield the Python files in ``folders``, parsed."""
    for folder in folders:
        for path in sorted(folder.rglob("*.py")):
            yield path, ast.parse(path.read_text(), filename=str(path))


def name_of(path: Path) -> str:
    """Return ``path`` as a person would name it, from the root of the project."""
    return str(path.relative_to(ROOT))
