"""The comparing process: ``python -m imports.child REPORT KNOWN OUT FORMAT LIMITS SKETCHING``."""

import resource
import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec

from db_model.imports.types import ReportFormat
from imports.child.errors import ReportTakesTooMuchMemory
from imports.child.messages import answer, refusal
from imports.child.types import Limits, Sketching
from imports.child.work import compare_files
from imports.formats.errors import ReportRefused


def main(arguments: Sequence[str]) -> bytes:
    """Compare within the limits and return the answer, be it a refusal."""
    report, known, out = map(Path, arguments[:3])
    asked = ReportFormat(arguments[3])
    limits = msgspec.json.decode(arguments[4], type=Limits)
    sketching = msgspec.json.decode(arguments[5], type=Sketching)
    _confine(limits)
    try:
        return answer(
            compare_files(
                report, known, out, asked=asked, bounds=limits.bounds, sketching=sketching
            )
        )
    except ReportRefused as failure:
        return refusal(failure)
    except MemoryError:
        return refusal(ReportTakesTooMuchMemory())


def _confine(limits: Limits) -> None:
    """Give up what is not needed, for good: the kernel ends the process that wants more."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu_seconds, limits.cpu_seconds + 1))


if __name__ == "__main__":
    sys.stdout.buffer.write(main(sys.argv[1:]))
