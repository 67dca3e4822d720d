"""What changes a vulnerability."""

from dataclasses import dataclass
from datetime import datetime

from db_model.types import Email, ImportId


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """A report in which a tool saw, or no longer saw, a vulnerability."""

    import_id: ImportId
    by: Email
    at: datetime
    commit: str | None = None
