"""Sort the imports of all Python and format it."""

import subprocess
import sys

STEPS = (("check", "--select", "I", "--fix-only", "--quiet"), ("format",))


def main(paths: list[str]) -> int:
    """Return 0 if everything, or ``paths``, is formatted now."""
    ruff = (sys.executable, "-m", "ruff")
    return max(subprocess.run([*ruff, *step, *paths], check=False).returncode for step in STEPS)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
