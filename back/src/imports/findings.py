"""The findings that stand for the rules of a report."""

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from db_model.commit import attempted, commit
from db_model.findings.add import added
from db_model.findings.get import findings, ids_by_rule
from db_model.findings.types import DetectedBy, Finding
from db_model.imports.types import Import
from db_model.imports.update import unchanged
from db_model.types import FindingId, GroupName
from imports.apply import Work, origin_of
from imports.child import read_entries, read_rules
from imports.matching.types import OutcomeKind
from imports.reports import ReportRule
from imports.rules import finding_from, is_ruled_out, is_there, title_of
from imports.types import Heading
from kit.ids import random_id
from store.types import Database


def rules_of_new(out: Path) -> "Counter[DetectedBy]":
    """Return how many results of each rule are new."""
    return Counter(
        DetectedBy(tool=entry.detection.tool, rule=entry.detection.rule)
        for entry in read_entries(out)
        if entry.kind is OutcomeKind.CREATED
    )


async def findings_known(
    db: Database, group: GroupName, rules: Iterable[DetectedBy]
) -> Mapping[DetectedBy, Finding]:
    """Return the findings that there are, or were, of ``rules``: two gets a hundred."""
    asked = tuple(rules)
    held = zip(asked, await ids_by_rule(db, group, asked) if asked else (), strict=True)
    known = {rule: id_ for rule, id_ in held if id_ is not None}
    found = await findings(db, tuple(known.values())) if known else ()
    return {rule: each for rule, each in zip(known, found, strict=True) if each is not None}


def headings(
    rules: Iterable[ReportRule], known: Mapping[DetectedBy, Finding]
) -> Mapping[DetectedBy, Heading]:
    """Return what each rule is called: as its finding, if there is one, else as it would be."""
    told: dict[DetectedBy, Heading] = {}
    for rule in rules:
        key = DetectedBy(tool=rule.tool, rule=rule.id)
        finding = known.get(key)
        if finding is not None and is_there(finding):
            told[key] = Heading(title=finding.title, score=finding.severity.score)
        else:
            told[key] = Heading(title=title_of(rule), score=rule.score)
    return told


async def findings_of_rules(
    db: Database, work: Work, import_: Import, rules: Iterable[DetectedBy], *, out: Path
) -> Mapping[DetectedBy, FindingId]:
    """Return the finding of each of ``rules``, made where it is missing: a commit each."""
    needed = frozenset(rules)
    ids: dict[DetectedBy, FindingId] = {}
    for rule in read_rules(out):
        detected_by = DetectedBy(tool=rule.tool, rule=rule.id)
        if detected_by in needed:
            ids[detected_by] = await _finding(db, work, import_, rule, detected_by)
    return ids


async def _finding(
    db: Database, work: Work, import_: Import, rule: ReportRule, detected_by: DetectedBy
) -> FindingId:
    async def attempt() -> FindingId:
        (known,) = await ids_by_rule(db, import_.group_name, [detected_by])
        if known is not None:
            (found,) = await findings(db, [known])
            # What was ruled out just now is nothing to take another finding for.
            if is_there(found) or is_ruled_out(found):
                return known
        finding = finding_from(rule, import_, id_=FindingId(random_id()), at=work.at)
        # Where a group is removed, its imports are: what they make would come too late.
        going = (unchanged(import_), work.run.fence)
        await commit(db, (*added(finding), *going), origin_of(import_, work.at))
        return finding.id

    return await attempted(attempt)
