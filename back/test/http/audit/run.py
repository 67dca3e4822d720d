"""Audits a running service for GraphQL over HTTP: run.py URL [TOKEN].

Needs Node and npm; the audits are installed from the lock beside this file into a directory
of their own.  Fails when fewer audits of a level pass than ``REQUIRED`` says, or when the number
of audits changed.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).parent
# How many of how many; what is missing of the last are requests by GET, which there are none of.
REQUIRED: Final = {"MUST": (13, 13), "SHOULD": (23, 23), "MAY": (22, 25)}
_FILES: Final = ("package.json", "package-lock.json", "audit.mjs")


def main(url: str, token: str = "") -> int:
    """Run the audits, print what failed and the figures; return the exit code."""
    with tempfile.TemporaryDirectory() as directory:
        for name in _FILES:
            shutil.copy(HERE / name, directory)
        _run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], directory)
        outcomes = json.loads(_run(["node", "audit.mjs", url, token], directory))
    for outcome in outcomes:
        if outcome["status"] != "ok":
            print(f"{outcome['status']}: {outcome['id']} {outcome['name']}: {outcome['reason']}")
    problems = shortfalls(outcomes)
    print("\n".join(problems) or "The audits pass.")
    return 1 if problems else 0


def shortfalls(outcomes: list[dict[str, str]]) -> list[str]:
    """Return in which levels too little passed, with a line for the figures of each level."""
    total = Counter(outcome["level"] for outcome in outcomes)
    passed = Counter(outcome["level"] for outcome in outcomes if outcome["status"] == "ok")
    for level, (_, expected) in REQUIRED.items():
        print(f"{level}: {passed[level]} of {total[level]} (expected {expected} in all)")
    return [
        f"{level}: {passed[level]} of {total[level]} passed, {least} of {expected} are required"
        for level, (least, expected) in REQUIRED.items()
        if passed[level] < least or total[level] != expected
    ]


def _run(command: list[str], directory: str) -> str:
    done = subprocess.run(command, cwd=directory, check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
