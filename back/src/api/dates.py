"""Instants as most String fields write them: in the zone of the installation, with no offset."""

from datetime import datetime

from api.context import Info
from kit.time import as_text


def written(instant: datetime | None, info: Info) -> str | None:
    return None if instant is None else as_text(instant, info.context.zone)
