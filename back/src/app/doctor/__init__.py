"""The command ``doctor``: what is wrong with an installation, and what to do.

It reads, also while others serve, and changes nothing; a file of its own is written and removed.
"""

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Final

from app.doctor import derived, embedded, files, git, keys, machine, rules, work
from app.doctor.types import Diagnosis, Health
from kit.time import now
from settings import InvalidSettings, Settings, StoreEngine, load

WELL: Final = 0
ILL: Final = 1


async def doctor(environ: Mapping[str, str], *, as_json: bool) -> int:
    """Print a line a check, and below it what to do; return 1 if anything failed, else 0."""
    found = await diagnosed(environ, at=now())
    sys.stdout.write(_json(found) if as_json else _text(found))
    return ILL if _worst(found) is Health.FAILED else WELL


async def diagnosed(environ: Mapping[str, str], *, at: datetime) -> tuple[Diagnosis, ...]:
    """Return a diagnosis a check; those that an earlier one leaves no sense to are left out."""
    try:
        settings = load(environ)
    except InvalidSettings as invalid:
        return machine.of_versions(), rules.of_problems(invalid.problems)
    found = tuple(machine.diagnosed(settings, environ))
    if any(each.check == rules.STATE and each.health is Health.FAILED for each in found):
        return found
    store = await _store(settings, at=at)
    kept = await files.diagnosed(settings)
    is_well = _worst(store) is not Health.FAILED and kept.health is Health.OK
    if not is_well:
        return *found, *store, kept
    secrets = await keys.diagnosed(settings, at=at)
    called = await git.diagnosed(settings, at=at)
    jobs = await work.diagnosed(settings, at=at)
    return *found, *store, kept, *secrets, *called, *jobs, *await derived.diagnosed(settings, at=at)


async def _store(settings: Settings, *, at: datetime) -> tuple[Diagnosis, ...]:
    if settings.store is StoreEngine.SQLITE:
        return await embedded.diagnosed(settings, at=at)
    from app.doctor import tables  # noqa: PLC0415  # costs a second to import

    return await tables.diagnosed(settings, at=at)


def _worst(found: Sequence[Diagnosis]) -> Health:
    healths = {each.health for each in found}
    return next((each for each in (Health.FAILED, Health.WARNING) if each in healths), Health.OK)


def _text(found: Sequence[Diagnosis]) -> str:
    width = max(len(each.check) for each in found)
    lines: list[str] = []
    for each in found:
        lines.append(f"{each.health:<8} {each.check:<{width}}  {each.seen}")
        if each.cure:
            lines.append(f"{'':<8} {'':<{width}}  To do: {each.cure}.")
    return "\n".join(lines) + "\n"


def _json(found: Sequence[Diagnosis]) -> str:
    told = {"health": _worst(found), "checks": [asdict(each) for each in found]}
    return json.dumps(told, indent=2) + "\n"
