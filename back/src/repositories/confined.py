"""Runs a program with little: ``python confined.py DESCRIPTOR PROGRAM ARGUMENT...``.

The program has the descriptor as number 3.  This stands alone, as it is run without anything else
of ours.
"""

import os
import resource
import sys
from typing import Final

_MIB: Final = 1024 * 1024
_HELD: Final = 3
_LIMITS: Final = {
    resource.RLIMIT_AS: 1024 * _MIB,
    resource.RLIMIT_CORE: 0,
    resource.RLIMIT_CPU: 20,  # seconds
    resource.RLIMIT_FSIZE: 16 * _MIB,
    resource.RLIMIT_NOFILE: 64,
}


def main(arguments: list[str]) -> None:
    """Give up what is not needed, for good, and become the program."""
    for limit, most in _LIMITS.items():
        resource.setrlimit(limit, (most, most))
    descriptor, *program = arguments
    os.dup2(int(descriptor), _HELD)
    os.execvp(program[0], program)  # noqa: S606 - a shell is what it must not be


if __name__ == "__main__":
    main(sys.argv[1:])
