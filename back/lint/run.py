"""Lint everything, or the folder that is named: all linters run, then their failures are told."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

Run: TypeAlias = Callable[[list[str]], int]


def steps(folder: str | None) -> dict[str, list[str]]:
    """Return the command of each linter; contracts and spelling of names concern everything."""
    tools = Path(sys.executable).parent
    prospector = [str(tools / "prospector"), "--no-blending", "--messages-only", folder or "."]
    ruff, named = [sys.executable, "-m", "ruff"], [folder] if folder else []
    each = {
        "prospector": prospector,
        "ruff": [*ruff, "check", *named],
        "format": [*ruff, "format", "--check", *named],
        "types": [sys.executable, "-m", "mypy", *named],
    }
    imports = [sys.executable, str(Path(__file__).with_name("contracts.py"))]
    return each if folder else {**each, "imports": imports}


def lint(commands: dict[str, list[str]], run: Run) -> list[str]:
    """Return the names of the linters that found something."""
    return [name for name, command in commands.items() if run(command) != 0]


def _run(command: list[str]) -> int:
    return subprocess.run(command, check=False).returncode


def main(arguments: list[str]) -> int:
    """Return 0 if all linters are content, and say which are not."""
    failed = lint(steps(arguments[0] if arguments else None), _run)
    verdict = f"lint: failed: {', '.join(failed)}" if failed else "lint: clean"
    sys.stdout.write(f"{verdict}\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
