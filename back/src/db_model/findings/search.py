"""Findings as the search index has them, with their figures."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from db_model.findings import keys
from db_model.findings.get import figures as stored_figures
from db_model.findings.get import findings as stored
from db_model.findings.types import Figures, Finding, FindingStatus
from db_model.types import FindingId
from db_model.views import View, tombstone
from kit.time import milliseconds
from search.types import Doc, Field, IndexSchema, Kind, Scalar
from store.types import Database, Item, Key

_WORD: Final = Field(Kind.KEYWORD, sortable=True)
_CHOICE: Final = Field(Kind.KEYWORD, sortable=True, few_values=True)
_NUMBER: Final = Field(Kind.INT, sortable=True)
_SCORE: Final = Field(Kind.FLOAT, sortable=True, few_values=True)

SCHEMA: Final = IndexSchema(
    "findings",
    2,
    MappingProxyType(
        {
            "closed": _NUMBER,
            "created_at": Field(Kind.DATE, sortable=True),
            "cwe": Field(Kind.KEYWORD, many=True, few_values=True),
            "description": Field(Kind.TEXT),
            "group_name": _CHOICE,
            "open": _NUMBER,
            "rejected": _NUMBER,
            "released": Field(Kind.BOOL),
            "rule": _WORD,
            "severity": _SCORE,
            "severity_v4": _SCORE,
            "source": _CHOICE,
            "submitted": _NUMBER,
            "title": Field(Kind.KEYWORD, sortable=True, words=True),
            "tool": _CHOICE,
        }
    ),
)


def document(finding: Finding, figures: Figures, *, figures_version: int) -> Doc:
    """Return the document of a finding, which is gone once it was removed.

    The finding and its figures only grow in version, so their sum does.
    """
    version = finding.version + figures_version
    if finding.state.status is FindingStatus.DELETED:
        return Doc(finding.id, version, {}, gone=True)
    return Doc(finding.id, version, _fields(finding, figures))


def _fields(finding: Finding, figures: Figures) -> Mapping[str, Scalar | tuple[Scalar, ...]]:
    fields: dict[str, Scalar | tuple[Scalar, ...] | None] = {
        "closed": figures.closed,
        "created_at": milliseconds(finding.created_at),
        "cwe": finding.cwe_ids,
        "description": finding.description,
        "group_name": finding.group_name,
        "open": figures.open,
        "rejected": figures.rejected,
        "released": figures.released,
        "rule": finding.detected_by.rule if finding.detected_by else None,
        "severity": finding.severity.score,
        "severity_v4": finding.severity.score_v4,
        "source": finding.state.source,
        "submitted": figures.submitted,
        "title": finding.title,
        "tool": finding.detected_by.tool if finding.detected_by else None,
    }
    return {name: value for name, value in fields.items() if value is not None}


async def _documents(db: Database, ids: Sequence[str], now_ms: int) -> Sequence[Doc]:
    """Return the documents as of this moment: a strong get a hundred findings and figures."""
    known = [FindingId(id_) for id_ in ids]
    figures_keys = [keys.figures(id_) for id_ in known]
    await db.get([*(keys.main(id_) for id_ in known), *figures_keys], strong=True)
    versions = [item.version if item else 0 for item in await db.get(figures_keys)]
    return [
        tombstone(id_, now_ms=now_ms)
        if finding is None
        else document(finding, figures, figures_version=version)
        for id_, finding, figures, version in zip(
            ids, await stored(db, known), await stored_figures(db, known), versions, strict=True
        )
    ]


def _touched(item: Item) -> Iterable[str]:
    """Name the finding, and that of what it lists: its figures lie outside the stream."""
    if item.kind == keys.KIND:
        return (keys.id_of(item.key),)
    return [
        keys.id_of(Key(place.pk)) for _, place in item.index if place.pk.startswith(keys.PREFIX)
    ]


VIEW: Final = View(schema=SCHEMA, touched=_touched, documents=_documents)
