"""A mutation is one file and has one test file."""

from pathlib import Path

from ariadne.utils import convert_camel_case_to_snake

from api import executable_schema
from arch.project import BACK


def _names(folder: Path, prefix: str = "") -> set[str]:
    return {path.stem.removeprefix(prefix) for path in folder.glob(f"{prefix}*.py")}


def _declared() -> set[str]:
    mutation = executable_schema().mutation_type
    assert mutation is not None
    return {convert_camel_case_to_snake(name) for name in mutation.fields}


def test_a_mutation_is_one_file() -> None:
    assert _names(BACK / "src/api/mutations") - {"__init__", "schema"} == _declared()


def test_a_mutation_has_one_test_file() -> None:
    assert _names(BACK / "test/functional/mutations", "test_") == _declared()
