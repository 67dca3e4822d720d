"""What is written beside the code has its form, and is true."""

import json
import re
from pathlib import Path

import pytest

from arch.project import BACK, ROOT, files, name_of
from settings import Row, describe

RECORDS = sorted((ROOT / "arch").glob("*.md"))
READMES = [ROOT / "README.md", BACK / "README.md"]
SECTIONS = ["Context", "Decision", "Consequences", "Alternatives", "References"]
STATUS = r"Status: (proposed|accepted|superseded by \d{4})"
FRAGMENT = r"\d+(?:-[a-z]+)*\.(added|changed|fixed|removed|security)\.md"
# Places of a machine rather than of the project.
MACHINE = re.compile(rb"(?<![\w.])/(?:root|work|home/\w+|Users/\w+)/")
TEXT_BYTES = 1_000_000
PUBLIC_INDEXES = {"pypi.org", "files.pythonhosted.org"}


def _row(row: Row) -> str:
    default = f"`{row.default}`" if row.default else ""
    return f"| `{row.variable}` | {default} | {row.form} | {row.about} |"


def test_the_settings_of_the_readme_are_those_of_the_code() -> None:
    shown = [line for line in (ROOT / "README.md").read_text().splitlines() if "| `INTEG" in line]

    assert shown == [_row(row) for row in describe()]


def test_a_change_fragment_is_named_for_its_issue_and_kind() -> None:
    names = [path.name for path in (ROOT / "changes").iterdir()]

    assert [name for name in names if not re.fullmatch(FRAGMENT, name)] == []


def test_a_change_fragment_is_one_sentence() -> None:
    for path in (ROOT / "changes").iterdir():
        text = path.read_text()

        assert re.fullmatch(r"[A-Z`][^.]*(?:\.\S[^.]*)*\.\n", text), path.name


def test_records_are_numbered_without_a_gap() -> None:
    numbers = [int(path.name[:4]) for path in RECORDS]

    assert numbers == list(range(1, len(RECORDS) + 1))


@pytest.mark.parametrize("record", RECORDS, ids=lambda path: path.stem)
def test_a_record_has_its_form(record: Path) -> None:
    text = record.read_text()

    assert re.match(rf"# {record.name[:4]}\. \S.*\n\n{STATUS}\nArea: .+\nDate: [\d-]{{10}}\n", text)
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == SECTIONS
    assert all(re.findall(rf"^## {section}\n\n\S", text, re.MULTILINE) for section in SECTIONS)


@pytest.mark.parametrize("page", [*RECORDS, *READMES], ids=name_of)
def test_the_files_that_a_page_refers_to_exist(page: Path) -> None:
    named = re.findall(r"`((?:back|arch|client)/[\w/.-]+)`", page.read_text())

    assert [name for name in named if not (ROOT / name).exists()] == []


def test_the_checklists_are_there() -> None:
    headings = re.findall(r"^## (Adding .+)$", (BACK / "README.md").read_text(), re.MULTILINE)

    assert headings == ["Adding a mutation", "Adding an entity", "Adding a package"]


def test_no_file_names_a_place_of_a_machine() -> None:
    small = (path for path in files() if path.stat().st_size < TEXT_BYTES)

    assert [name_of(path) for path in small if MACHINE.search(path.read_bytes())] == []


def test_the_python_lock_names_only_the_public_index() -> None:
    hosts = set(re.findall(r'"https?://([^/"]+)', (ROOT / "uv.lock").read_text()))

    assert hosts == PUBLIC_INDEXES


def test_every_tool_before_the_lock_has_its_sums() -> None:
    lines = (ROOT / "m.lock").read_text().replace("\\\n", "").splitlines()
    tools = [line for line in lines if not line.startswith("#")]

    assert len(tools) == 1
    assert re.fullmatch(r"uv==[\d.]+( +--hash=sha256:[0-9a-f]{64})+ *", tools[0])


def test_a_node_lock_has_sums_and_no_address() -> None:
    locks = [path for path in files() if path.name == "package-lock.json"]
    for lock in locks:
        entries = json.loads(lock.read_text())["packages"].items()
        packages = [entry for name, entry in entries if name]

        assert [entry for entry in packages if "resolved" in entry] == [], name_of(lock)
        assert [entry for entry in packages if "integrity" not in entry] == [], name_of(lock)


def test_the_licence_is_the_mozilla_public_license() -> None:
    text = (ROOT / "LICENSE").read_text()

    assert text.startswith("Mozilla Public License Version 2.0\n====")
    assert len(text.splitlines()) == 373
