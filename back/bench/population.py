"""A portfolio of any size, the same for the same size and seed: what imports would have made.

Groups, files and weaknesses are skewed as Zipf found words to be: the second of a kind comes half
as often as the first, the third a third as often.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from typing import Final, TypeVar
from uuid import UUID

from shapes import (
    AREAS,
    KINDS,
    LAYOUTS,
    NAMES,
    PARTS,
    STATUSES,
    TREATMENTS,
    WEAKNESSES,
    ZERO_RISKS,
    Weakness,
)

from db_model.findings.types import (
    DetectedBy,
    Finding,
    FindingState,
    FindingStatus,
    Severity,
    Source,
)
from db_model.roots.types import Cloning, CloningStatus, GitRoot, GitRootState, RootStatus
from db_model.types import Email, FindingId, GroupName, OrganizationId, RootId, VulnerabilityId
from db_model.vulnerabilities.types import (
    Detection,
    Region,
    Treatment,
    Vulnerability,
    VulnerabilityState,
    VulnerabilityStatus,
)
from kit.time import milliseconds

T = TypeVar("T")

SEED: Final = 20250601
END: Final = datetime(2025, 6, 1, 12, tzinfo=UTC)
BY: Final = Email("scanner@example.com")
_SPAN_S: Final = 3 * 365 * 86_400
_GROUPS: Final = 40
_A_ROOT: Final = 2500  # vulnerabilities, about
_FILE_HAS: Final = 4  # vulnerabilities, on average
_DRAFTS: Final = (VulnerabilityStatus.SUBMITTED, VulnerabilityStatus.REJECTED)


@dataclass(frozen=True, slots=True)
class Part:
    """A root, the findings of its group that are new with it, and all that was seen in it."""

    root: GitRoot
    findings: Sequence[Finding]
    vulnerabilities: Sequence[tuple[Vulnerability, Finding]]


def portfolio(count: int, *, seed: int = SEED) -> Iterator[Part]:
    """Yield ``count`` vulnerabilities by their roots, those of a group one after another."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    for number, size in enumerate(_sizes(count, min(_GROUPS, count))):
        name = GroupName(f"{AREAS[number % len(AREAS)]}{number:02d}")
        yield from _group(chance, name, size)


def _group(chance: random.Random, name: GroupName, size: int) -> Iterator[Part]:
    findings: dict[Weakness, Finding] = {}
    for number, share in enumerate(_sizes(size, max(1, size // _A_ROOT))):
        root = _root(chance, name, number)
        known = len(findings)
        files = [_file(chance, each) for each in range(max(1, share // _FILE_HAS))]
        pick = _skewed(len(files))
        seen = []
        for _ in range(share):
            weakness = chance.choices(WEAKNESSES, cum_weights=_skewed(len(WEAKNESSES)))[0]
            if weakness not in findings:
                findings[weakness] = _finding(chance, name, weakness)
            finding = findings[weakness]
            path = chance.choices(files, cum_weights=pick)[0]
            seen.append((_vulnerability(chance, finding, root.id, path), finding))
        yield Part(root, tuple(findings.values())[known:], seen)


def _sizes(count: int, parts: int) -> list[int]:
    """Return ``count`` in skewed parts, each one at least."""
    weights = [1 / place for place in range(1, parts + 1)]
    sizes = [1 + int((count - parts) * weight / sum(weights)) for weight in weights]
    return [sizes[0] + count - sum(sizes), *sizes[1:]]


_SKEWED: dict[int, Sequence[float]] = {}


def _skewed(count: int) -> Sequence[float]:
    if count not in _SKEWED:
        _SKEWED[count] = list(accumulate(1 / place for place in range(1, count + 1)))
    return _SKEWED[count]


def _one(chance: random.Random, shares: Mapping[T, int]) -> T:
    return chance.choices(list(shares), weights=list(shares.values()))[0]


def _id(chance: random.Random) -> str:
    return str(UUID(int=chance.getrandbits(128), version=4))


def _instant(chance: random.Random, *, after: datetime) -> datetime:
    """Return an instant up to the end; more of them are late, since portfolios grow."""
    left = (END - after).total_seconds()
    return after + timedelta(seconds=int(left * chance.random() ** 0.7))


def _file(chance: random.Random, number: int) -> str:
    layout, _ = chance.choices(LAYOUTS, cum_weights=_skewed(len(LAYOUTS)))[0]
    return layout.format(
        area=chance.choice(AREAS),
        part=chance.choice(PARTS),
        name=chance.choice(NAMES),
        number=number,
    )


def _root(chance: random.Random, group: GroupName, number: int) -> GitRoot:
    at = END - timedelta(seconds=_SPAN_S)
    nickname = f"{group}-{chance.choice(NAMES)}-{number}"
    return GitRoot(
        id=RootId(_id(chance)),
        group_name=group,
        organization_id=OrganizationId("bench"),
        created_by=BY,
        created_at=at,
        state=GitRootState(
            nickname=nickname,
            status=RootStatus.ACTIVE,
            modified_by=BY,
            modified_at=at,
            url=f"https://git.example.com/{group}/{nickname}",
            branch="main",
            environment="production",
            includes_health_check=False,
            gitignore=(),
            use_vpn=False,
        ),
        cloning=Cloning(status=CloningStatus.UNKNOWN, reason="", modified_at=at),
        version=milliseconds(at),
    )


def _finding(chance: random.Random, group: GroupName, weakness: Weakness) -> Finding:
    at = END - timedelta(seconds=_SPAN_S)
    return Finding(
        id=FindingId(_id(chance)),
        group_name=group,
        title=f"CWE-{weakness.cwe}. {weakness.name}",
        description=f"{weakness.name}, as {weakness.tool} finds it by {weakness.rule}",
        threat="",
        attack_vector_description="",
        recommendation="",
        severity=Severity(score=weakness.score, score_v4=weakness.score_v4),
        created_by=BY,
        created_at=at,
        hacker_email=BY,
        state=FindingState(
            status=FindingStatus.CREATED, source=Source.MACHINE, modified_by=BY, modified_at=at
        ),
        cwe_ids=(f"CWE-{weakness.cwe}",),
        detected_by=DetectedBy(tool=weakness.tool, rule=weakness.rule),
        version=milliseconds(at),
    )


def _vulnerability(
    chance: random.Random, finding: Finding, root: RootId, path: str
) -> Vulnerability:
    created = _instant(chance, after=END - timedelta(seconds=_SPAN_S))
    status = _one(chance, STATUSES)
    at = created if status is VulnerabilityStatus.VULNERABLE else _instant(chance, after=created)
    kind, technique = _one(chance, KINDS)
    detection = _detection(chance, finding, path)
    return Vulnerability(
        id=VulnerabilityId(_id(chance)),
        finding_id=finding.id,
        group_name=finding.group_name,
        root_id=root,
        type=kind,
        technique=technique,
        created_by=BY,
        created_at=created,
        hacker_email=BY,
        state=_state(status, detection, at),
        treatment=Treatment(status=_one(chance, TREATMENTS), modified_at=created),
        reported_at=None if status in _DRAFTS else created,
        closed_at=at if status is VulnerabilityStatus.SAFE else None,
        detection=detection,
        zero_risk=_one(chance, ZERO_RISKS),
        version=milliseconds(at),
    )


def _detection(chance: random.Random, finding: Finding, path: str) -> Detection:
    assert finding.detected_by is not None, "a rule made it"
    line = 1 + int(chance.lognormvariate(4.5, 1))
    code = f"result_{line} = call_{chance.randrange(97)}(request.argument_{chance.randrange(31)})"
    return Detection(
        tool=finding.detected_by.tool,
        rule=finding.detected_by.rule,
        path=path,
        region=Region(start_line=line, end_line=line, start_column=5, end_column=5 + len(code)),
        content=code,
        message=f"{finding.title} in result_{line}",
        message_hash=f"{chance.getrandbits(64):016x}",
    )


def _state(status: VulnerabilityStatus, seen: Detection, at: datetime) -> VulnerabilityState:
    assert seen.region is not None, "it is in a file"
    return VulnerabilityState(
        status=status,
        where=seen.path,
        specific=str(seen.region.start_line),
        source=Source.MACHINE,
        modified_by=BY,
        modified_at=at,
        tool=seen.tool,
        snippet=seen.content,
    )
