"""A result as clients read it: what there is to tell of it, also where nothing was made of it."""

from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Final

from ariadne import ObjectType

from api.context import Info
from db_model.imports.types import Import
from db_model.roots.get import root
from db_model.types import VulnerabilityId
from imports.matching.types import Layer, OutcomeKind
from imports.types import PlannedResult
from vulnerabilities.rules import place_of

IMPORT_RESULT: Final = ObjectType("ImportResult")


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldResult:
    """``place`` is within the root of ``import_``, or an address."""

    import_: Import

    run_index: int
    result_index: int
    outcome: OutcomeKind
    layer: Layer | None
    explanation: str
    tool: str
    rule: str
    title: str | None
    severity: float | None
    place: str
    specific: str
    is_code: bool
    vulnerability_id: VulnerabilityId | None


def told(import_: Import, result: PlannedResult) -> ToldResult:
    place, specific = place_of(result.detection)
    heading = result.heading
    return ToldResult(
        import_=import_,
        run_index=result.run_index,
        result_index=result.result_index,
        outcome=result.outcome,
        layer=result.layer,
        explanation=result.explanation,
        tool=result.detection.tool,
        rule=result.detection.rule,
        title=heading.title if heading else None,
        severity=heading.score if heading else None,
        place=place,
        specific=specific,
        is_code=result.detection.parameter is None,
        vulnerability_id=result.vulnerability_id,
    )


@IMPORT_RESULT.field("where")
def where(result: ToldResult, info: Info) -> str | Awaitable[str]:
    return _in_root(result, info) if result.is_code else result.place


async def _in_root(result: ToldResult, info: Info) -> str:
    """Return the place with the nickname of its root, unless the root is gone."""
    import_ = result.import_
    found = await root(info.context.db, import_.group_name, import_.root_id)
    return f"{found.state.nickname}/{result.place}" if found else result.place
