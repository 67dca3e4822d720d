"""What is known of a root's line sketches (``arch/0035-line-sketch.md``)."""

from dataclasses import dataclass
from datetime import datetime

from db_model.types import Email, GroupName, ImportId, RootId


@dataclass(frozen=True, slots=True, kw_only=True)
class SketchKey:
    """That a root has a key, which lies sealed; ``id``, 16 hex characters, names it in reports."""

    group_name: GroupName
    root_id: RootId
    id: str
    created_by: Email
    created_at: datetime
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolSketches:
    """``current`` is the import whose sketches of what ``tool`` saw hold, by the tool's key.

    ``before`` is the one whose sketches held until then.  Either may be ``None``, not both.
    """

    tool: str
    current: ImportId | None = None
    before: ImportId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RootSketches:
    """Which sketches of a root hold; ``tools`` are sorted by their keys."""

    group_name: GroupName
    root_id: RootId
    tools: tuple[ToolSketches, ...] = ()
    version: int
