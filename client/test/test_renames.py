import subprocess
from pathlib import Path

import pytest

from integrates_ci.origin import ask_git
from integrates_ci.prepare import renames_of
from integrates_ci.prepare.renames import MOST_NAMES, renames_in

PERSON = ("-c", "user.name=a", "-c", "user.email=a@example.com")


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(("git", "-C", str(folder), *PERSON, *arguments), check=True, capture_output=True)


def moved(folder: Path, old: str, new: str) -> None:
    (folder / new).parent.mkdir(parents=True, exist_ok=True)
    git(folder, "mv", old, new)
    git(folder, "commit", "--message", "moved")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    folder = tmp_path / "checkout"
    folder.mkdir()
    git(folder, "init", "--initial-branch", "trunk")
    for name in ("a.py", "b.py"):
        (folder / name).write_text("".join(f"{name} {number}\n" for number in range(20)))
    git(folder, "add", ".")
    git(folder, "commit", "--message", "first")
    return folder


def test_names_are_followed_through_the_history(checkout: Path) -> None:
    moved(checkout, "a.py", "lib/a.py")
    moved(checkout, "lib/a.py", "lib/with space\nand é.py")

    assert renames_of(checkout, ask_git) == {"lib/with space\nand é.py": ("lib/a.py", "a.py")}


def test_names_are_relative_to_a_folder_of_the_checkout(checkout: Path) -> None:
    moved(checkout, "a.py", "lib/a.py")
    moved(checkout, "lib/a.py", "lib/c.py")

    assert renames_of(checkout / "lib", ask_git) == {"c.py": ("a.py",)}


def test_a_name_that_was_used_again_is_not_mixed_up(checkout: Path) -> None:
    moved(checkout, "a.py", "c.py")
    moved(checkout, "b.py", "a.py")

    assert renames_of(checkout, ask_git) == {"a.py": ("b.py",), "c.py": ("a.py",)}


def test_files_that_change_places_keep_their_own_names() -> None:
    log = "commit\0\nR100\0a\0b\0R090\0b\0a\0commit\0\nR100\0x\0a\0"

    assert renames_in(log) == {"b": ("a", "x"), "a": ("b",)}


def test_no_more_names_are_told_than_the_server_takes() -> None:
    log = "".join(f"commit\0\nR100\0n{number}\0n{number - 1}\0" for number in range(1, 200))

    assert len(renames_in(log)["n0"]) == MOST_NAMES


def test_a_shallow_checkout_tells_what_it_has(checkout: Path, tmp_path: Path) -> None:
    moved(checkout, "a.py", "c.py")
    moved(checkout, "c.py", "d.py")
    shallow = tmp_path / "shallow"
    subprocess.run(
        ("git", "clone", "--quiet", "--depth", "2", f"file://{checkout}", str(shallow)), check=True
    )

    assert renames_of(shallow, ask_git) == {"d.py": ("c.py",)}


def test_without_git_or_a_repository_none_are_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert renames_of(tmp_path, ask_git) == {}
    monkeypatch.setenv("PATH", "")
    assert renames_of(tmp_path, ask_git) == {}
