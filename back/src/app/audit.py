"""The command that proves the audit trail."""

import argparse
import sys

from app.engines import open_store
from app.serve import CANNOT_START, STOPPED
from kit.time import now
from settings import Settings
from trails.types import Verdict
from trails.verify import all_verified


async def verify_audit(settings: Settings, given: argparse.Namespace) -> int:
    """Print what each chain of the trail proves; 1 if anything is not as it was written."""
    faults, missing = 0, set(given.holds)
    async with open_store(settings, clock=now) as store:
        async for verdict in all_verified(store, at=now()):
            _print(verdict)
            faults += len(verdict.faults)
            missing -= verdict.hashes
    for hash_ in sorted(missing):
        sys.stdout.write(f"{hash_}\tno chain holds it any more\n")
    return CANNOT_START if faults or missing else STOPPED


def _print(verdict: Verdict) -> None:
    sys.stdout.write(
        f"{verdict.chain}\t{len(verdict.hashes)} entries of {verdict.days} days, "
        f"{len(verdict.faults)} faults\t{verdict.newest}\n"
    )
    for fault in verdict.faults:
        day = fault.day.isoformat() if fault.day else "-"
        sys.stdout.write(f"{fault.chain}\t{day}\t{fault.about}\n")
