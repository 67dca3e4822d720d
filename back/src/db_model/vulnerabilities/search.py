"""Vulnerabilities as the search index has them, with what their finding and root lend them."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from db_model.findings import keys as finding_keys
from db_model.findings.get import findings as stored_findings
from db_model.findings.types import Finding, FindingStatus
from db_model.roots import keys as root_keys
from db_model.roots.get import root_of
from db_model.roots.get import roots as stored_roots
from db_model.roots.types import Root
from db_model.types import VulnerabilityId
from db_model.views import View, tombstone
from db_model.vulnerabilities import keys
from db_model.vulnerabilities.get import vulnerabilities as stored
from db_model.vulnerabilities.keys import GONE, visibility
from db_model.vulnerabilities.types import Vulnerability
from kit.time import milliseconds
from search.types import Doc, Field, IndexSchema, Kind, Scalar
from store.types import Database, Index, Item, Query

_WORD: Final = Field(Kind.KEYWORD, sortable=True)
# One of a list, or of what all documents together have some hundred of.
_CHOICE: Final = Field(Kind.KEYWORD, sortable=True, few_values=True)
_WORDS: Final = Field(Kind.KEYWORD, sortable=True, words=True)
_DATE: Final = Field(Kind.DATE, sortable=True)
_SCORE: Final = Field(Kind.FLOAT, sortable=True, few_values=True)  # in tenths

SCHEMA: Final = IndexSchema(
    "vulnerabilities",
    2,
    MappingProxyType(
        {
            "closed_at": _DATE,
            "created_at": _DATE,
            "cwe": Field(Kind.KEYWORD, many=True, few_values=True),
            "finding_id": _WORD,
            "finding_severity": _SCORE,
            "finding_title": _WORDS,
            "group_name": _CHOICE,
            "hacker": _WORD,
            "reported_at": _DATE,
            "root_id": _WORD,
            "root_nickname": _WORDS,
            "rule": _WORD,
            "severity": _SCORE,
            "severity_v4": _SCORE,
            "source": _CHOICE,
            "specific": _WORD,
            "status": _CHOICE,
            "status_at": _DATE,
            "technique": _CHOICE,
            "tool": _CHOICE,
            "treatment": _CHOICE,
            "type": _CHOICE,
            "visibility": _CHOICE,
            "where": _WORDS,
            "zero_risk": _CHOICE,
        }
    ),
)


def document(vulnerability: Vulnerability, finding: Finding, root: Root | None) -> Doc:
    """Return the document of a vulnerability, which is gone where nobody sees it any more.

    Each of the three only grows in version, so their sum does, whichever was changed.  Versions
    are of the time, so they also tell when it was.
    """
    version = vulnerability.version + finding.version + (root.version if root else 0)
    changed_ms = max(vulnerability.version, finding.version)
    gone = visibility(vulnerability) == GONE or finding.state.status is FindingStatus.DELETED
    fields = {} if gone else _fields(vulnerability, finding, root)
    return Doc(vulnerability.id, version, fields, gone=gone, changed_ms=changed_ms)


def _fields(
    vulnerability: Vulnerability, finding: Finding, root: Root | None
) -> Mapping[str, Scalar | tuple[Scalar, ...]]:
    state, detection = vulnerability.state, vulnerability.detection
    severity = vulnerability.severity or finding.severity
    fields: dict[str, Scalar | tuple[Scalar, ...] | None] = {
        "closed_at": milliseconds(vulnerability.closed_at) if vulnerability.closed_at else None,
        "created_at": milliseconds(vulnerability.created_at),
        "cwe": finding.cwe_ids,
        "finding_id": finding.id,
        "finding_severity": finding.severity.score,
        "finding_title": finding.title,
        "group_name": vulnerability.group_name,
        "hacker": vulnerability.hacker_email,
        "reported_at": (
            milliseconds(vulnerability.reported_at) if vulnerability.reported_at else None
        ),
        "root_id": vulnerability.root_id,
        "root_nickname": root.state.nickname if root else None,
        "rule": detection.rule if detection else None,
        "severity": severity.score,
        "severity_v4": severity.score_v4,
        "source": state.source,
        "specific": state.specific,
        "status": state.status,
        "status_at": milliseconds(state.modified_at),
        "technique": vulnerability.technique,
        "tool": detection.tool if detection else state.tool,
        "treatment": vulnerability.treatment.status,
        "type": vulnerability.type,
        "visibility": visibility(vulnerability),
        "where": state.where,
        "zero_risk": vulnerability.zero_risk,
    }
    return {name: value for name, value in fields.items() if value is not None}


async def _documents(db: Database, ids: Sequence[str], now_ms: int) -> Sequence[Doc]:
    """Return the documents as of this moment: three strong gets a hundred."""
    own = [keys.main(VulnerabilityId(id_)) for id_ in ids]
    await db.get(own, strong=True)
    found = await stored(db, [VulnerabilityId(id_) for id_ in ids])
    there = [each for each in found if each is not None]
    finding_ids = list({each.finding_id for each in there})
    places = list({(each.group_name, each.root_id) for each in there})
    await db.get([finding_keys.main(id_) for id_ in finding_ids], strong=True)
    await db.get([root_keys.main(*place) for place in places], strong=True)
    findings = dict(zip(finding_ids, await stored_findings(db, finding_ids), strict=True))
    roots = dict(zip(places, await stored_roots(db, places), strict=True))
    return [
        tombstone(id_, now_ms=now_ms)
        if each is None or (finding := findings[each.finding_id]) is None
        else document(each, finding, roots[each.group_name, each.root_id])
        for id_, each in zip(ids, found, strict=True)
    ]


def _touched(item: Item) -> Iterable[str]:
    return (keys.id_of(item.key),) if item.kind == keys.KIND else ()


def _members(item: Item) -> Query | None:
    """Return the list of those that the finding or root has a part in."""
    if item.kind == finding_keys.KIND:
        pk = keys.of_finding(finding_keys.id_of(item.key))
        return Query(pk=pk, index=Index.G1, prefix=keys.PREFIX)
    if item.kind in root_keys.TYPES:
        return Query(pk=keys.of_root(root_of(item).id), index=Index.G2, prefix=keys.PREFIX)
    return None


VIEW: Final = View(schema=SCHEMA, touched=_touched, documents=_documents, members=_members)
