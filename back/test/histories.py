"""What happens to vulnerabilities in tests of figures, and a count of them by hand."""

from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from random import Random
from typing import Final, TypeAlias

from hypothesis import strategies as st

from cutting import Cut, cut_at
from db_model.findings.types import Finding, Severity, Source
from db_model.findings.update import counted
from db_model.findings.update import updated as finding_updated
from db_model.vulnerabilities.types import Vulnerability, VulnerabilityStatus, ZeroRiskStatus
from db_model.vulnerabilities.update import updated
from indicators.count import counters
from indicators.figures import figures_of, finding_figures_of
from indicators.rules import finding_scope, group_scope, organization_scope
from indicators.types import Figures, FindingFigures, Level
from kit.time import milliseconds
from people import Tenant, a_group_of, a_tenant
from populations import a_finding, a_vulnerability, put, put_findings, put_vulnerabilities
from projections.keep import consumers
from projections.types import Keeping
from store.types import Store
from store.versions import next_version
from streams.types import ChangeStream, Handling
from vulnerabilities.rules import figures_change
from world import START, World

SAFE: Final = VulnerabilityStatus.SAFE
VULNERABLE: Final = VulnerabilityStatus.VULNERABLE
DELETED: Final = VulnerabilityStatus.DELETED

# What is done, and a number that says to what, and how.
Action: TypeAlias = tuple[str, int]
_ACTS: Final = ("add", "add", "add", "close", "reopen", "delete", "zero", "score", "drain")


def actions(*more: str, most: int = 14) -> st.SearchStrategy[list[Action]]:
    return st.lists(st.tuples(st.sampled_from([*_ACTS, *more]), st.integers(0, 20)), max_size=most)


@dataclass(slots=True)
class Part:
    """What there is of one group, as its owner remembers it."""

    tenant: Tenant
    finding: Finding
    vulnerabilities: list[Vulnerability] = field(default_factory=list)

    def counted(self) -> Counter[str]:
        """Return a count by hand."""
        counts: Counter[str] = Counter()
        for each in self.vulnerabilities:
            if each.state.status is DELETED:
                continue
            score = (each.severity or self.finding.severity).score
            if each.zero_risk is ZeroRiskStatus.REQUESTED:
                counts["zero"] += 1
            elif each.state.status is VULNERABLE:
                counts["open"] += 1
                counts["critical"] += score >= 9
                counts[f"score {score}"] += 1
                counts["by analysts"] += each.state.source is Source.ANALYST
                counts["weight"] += round(4 ** (score - 4) * 1000)
            else:
                counts["closed"] += 1
        return +counts


def counts_of(figures: Figures) -> Counter[str]:
    """Return what ``figures`` say of what is counted by hand, but for the scores."""
    return +Counter(
        {
            "zero": figures.zero_risk,
            "open": figures.open,
            "critical": figures.open_by[Level.CRITICAL],
            "by analysts": figures.open_by_source[Source.ANALYST],
            "weight": round(figures.open_cvssf * 1000),
            "closed": figures.closed,
        }
    )


def without_scores(counts: Counter[str]) -> Counter[str]:
    return Counter({name: n for name, n in counts.items() if not name.startswith("score ")})


def highest(counts: Counter[str]) -> float | None:
    """Return the highest open score of a count by hand."""
    scores = (float(name.removeprefix("score ")) for name in counts if name.startswith("score "))
    return max(scores, default=None)


def dates_by_hand(part: Part) -> tuple[object, object, object]:
    """Return the days of the first and last report, and of the first of one that is open."""
    live = [
        each
        for each in part.vulnerabilities
        if each.state.status is not DELETED and each.zero_risk is not ZeroRiskStatus.REQUESTED
    ]
    reported = [each.reported_at.date() for each in live if each.reported_at]
    standing = [
        each.reported_at.date()
        for each in live
        if each.reported_at and each.state.status is VULNERABLE
    ]
    return min(reported, default=None), max(reported, default=None), min(standing, default=None)


def dates_of(figures: FindingFigures) -> tuple[object, object, object]:
    return figures.first_report, figures.last_report, figures.first_open_report


def by_hand(parts: Sequence[Part]) -> tuple[Counter[str], ...]:
    """Return the counts of each part, and of all together."""
    counts = [part.counted() for part in parts]
    together: Counter[str] = Counter()
    for each in counts:
        together += each
    return (*counts, together)


def scopes(parts: Sequence[Part]) -> list[str]:
    """Return the scopes of the groups, and of their organization."""
    groups = [group_scope(part.tenant.group.name) for part in parts]
    return [*groups, organization_scope(parts[0].tenant.organization.id)]


async def agree(store: Store, parts: Sequence[Part]) -> None:
    """Check the figures of groups, organization and findings against a count by hand."""
    seen = [figures_of(each) for each in await counters(store, scopes(parts))]
    counts = by_hand(parts)
    assert [counts_of(each) for each in seen] == [without_scores(each) for each in counts]
    assert [each.max_open for each in seen] == [highest(each) for each in counts]
    found = await counters(store, [finding_scope(part.finding.id) for part in parts])
    of_findings = [finding_figures_of(each) for each in found]
    assert [dates_of(each) for each in of_findings] == [dates_by_hand(part) for part in parts]
    assert [each.max_open for each in of_findings] == [highest(each) for each in counts[:-1]]


async def replayed(
    keeping: Keeping, stream: ChangeStream, order: Random, *, commits: int | None = None
) -> None:
    """Bring the changes that are kept once more, shuffled; end the process after ``commits``."""
    batches = [await stream.read(it.id, after=None, limit=1000) for it in await stream.shards()]
    changes = [change for batch in batches for change in batch.changes]
    order.shuffle(changes)
    store = keeping.store if commits is None else cut_at(keeping.store, "after", commit=commits)
    consumer = consumers(replace(keeping, store=store))[1].consume
    assert isinstance(consumer, Handling)
    with suppress(Cut):
        await consumer.handle(changes)


async def two_groups(world: World) -> tuple[Part, Part]:
    """Put two groups of one organization there, each with a finding and nothing in it."""
    one = await a_tenant(world)
    other = await a_group_of(world, one.organization, name="also")
    parts = tuple(Part(tenant=tenant, finding=a_finding(tenant)) for tenant in (one, other))
    await put_findings(world, *(part.finding for part in parts))
    return parts[0], parts[1]


async def act(
    world: World, parts: Sequence[Part], action: Action, drain: Callable[[], Awaitable[object]]
) -> None:
    """Do what ``action`` says to the world and to one of ``parts``."""
    name, number = action
    part = parts[number % len(parts)]
    some = part.vulnerabilities
    at = number // 2 % len(some) if some else 0
    status = some[at].state.status if some else None
    match name:
        case "add":
            some.append(replace(_a_new_one(part, number), version=version(world)))
            await put_vulnerabilities(world, some[-1])
        case "score":
            was, severity = part.finding, Severity(score=number / 2)
            part.finding = replace(was, severity=severity, version=version(world, was.version))
            await put(world, [*finding_updated(was, part.finding)])
        case "drain":
            await drain()
        case "zero" if status is VULNERABLE:
            some[at] = await change(world, some[at], zero_risk=ZeroRiskStatus.REQUESTED)
        case "close" if status is VULNERABLE:
            some[at] = await change(world, some[at], status=SAFE)
        case "reopen" if status is SAFE:
            some[at] = await change(world, some[at], status=VULNERABLE)
        case "delete" if status is VULNERABLE:
            some[at] = await change(world, some[at], status=DELETED)


def _a_new_one(part: Part, number: int) -> Vulnerability:
    new = a_vulnerability(part.tenant, part.finding, len(part.vulnerabilities))
    return replace(
        new,
        severity=Severity(score=number / 2) if number % 3 else None,
        state=replace(new.state, source=Source.ANALYST if number % 5 else Source.MACHINE),
        reported_at=START - timedelta(days=number),
    )


async def change(
    world: World,
    was: Vulnerability,
    *,
    status: VulnerabilityStatus = VULNERABLE,
    zero_risk: ZeroRiskStatus | None = None,
) -> Vulnerability:
    """Give ``was`` another state, and its finding the figures that go with it."""
    now = replace(
        was,
        state=replace(was.state, status=status),
        version=version(world, was.version),
        closed_at=START + timedelta(days=9) if status is SAFE else None,
        zero_risk=zero_risk or was.zero_risk,
    )
    more = counted(now.finding_id, figures_change(was.state, now.state))
    await put(world, [*updated(was, now), *more])
    return now


def version(world: World, previous: int | None = None) -> int:
    """Return the version of what is written now, after ``previous``."""
    return next_version(previous, milliseconds(world.clock()))
