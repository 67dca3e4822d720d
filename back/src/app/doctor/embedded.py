"""What the store in the state directory is like."""

import asyncio
from datetime import datetime, timedelta

from app.doctor import rules
from app.doctor.types import Diagnosis, Health
from settings import Settings
from sqlite.inspection import inspect
from sqlite.schema import REVISION
from store.errors import StoreUnavailable


async def diagnosed(settings: Settings, *, at: datetime) -> tuple[Diagnosis, ...]:
    path = settings.state_dir / "store.db"
    if not path.is_file():
        cure = "set INTEGRATES_STATE_DIR, or start `integrates serve`, which makes it"
        return (Diagnosis("store", Health.FAILED, f"{path} is not there", cure),)
    try:
        found = await asyncio.to_thread(inspect, path)
    except StoreUnavailable as fault:
        return (_unreadable(str(path), fault),)
    revision = rules.of_revision(found.revision, REVISION)
    store = Diagnosis("store", Health.OK, str(path))
    if revision.health is Health.FAILED:
        return store, revision
    ahead = found.changed_at - at if found.changed_at else timedelta(0)
    return (
        store,
        revision,
        rules.of_damages(found.damages),
        rules.of_log(found.log_bytes),
        rules.of_clock(max(ahead, timedelta(0))),
    )


def _unreadable(path: str, fault: StoreUnavailable) -> Diagnosis:
    cure = "check its owner and the disk; if it is damaged, restore a backup"
    return Diagnosis("store", Health.FAILED, f"{path}: {fault.__cause__}", cure)
