"""What differs from the store is found, and nothing else is."""

from datetime import timedelta

import pytest

from indicators.items import contribution_key, counters_key, day_key
from indicators.rules import group_scope
from people import a_tenant
from populations import a_finding, a_vulnerability, put, put_findings, put_vulnerabilities
from projections.apply import apply
from projections.verify import Drift, index_drift, mended
from projections.verify_figures import figures_drift, recounted
from projections.views import VIEWS
from search.types import Doc
from store.types import Add, Delete, Exists
from unit.projections.rig import Indexed

pytestmark = pytest.mark.changes_db

VIEW = VIEWS["vulnerabilities"]


async def at_once() -> None:
    """Wait for nothing: nobody else writes."""


async def scene(indexed: Indexed) -> list[str]:
    """Put three vulnerabilities there, indexed and counted; return their ids."""
    tenant = await a_tenant(indexed.world)
    finding = a_finding(tenant)
    await put_findings(indexed.world, finding)
    some = [a_vulnerability(tenant, finding, number) for number in range(3)]
    await put_vulnerabilities(indexed.world, *some)
    await indexed.built()
    return [each.id for each in some]


async def test_what_is_up_to_date_has_no_drift(indexed: Indexed) -> None:
    await scene(indexed)

    found = [await index_drift(indexed.keeping, view, pause=at_once) for view in VIEWS.values()]

    assert found == [
        Drift(name="findings", looked_at=1, ids=()),
        Drift(name="roots", looked_at=1, ids=()),
        Drift(name="vulnerabilities", looked_at=3, ids=()),
    ]
    assert await figures_drift(indexed.keeping, pause=at_once) == (
        Drift(name="figures", looked_at=4, ids=())
    )


async def test_documents_that_are_missing_or_of_nothing_are_found_and_mended(
    indexed: Indexed,
) -> None:
    one, *_ = await scene(indexed)
    [there] = await indexed.search.versions("vulnerabilities", [one])
    assert there is not None
    await apply(indexed.search, VIEW, [Doc(one, there + 1, {}, gone=True)])
    await apply(indexed.search, VIEW, [Doc("nobody", 7, {"status": "SAFE"})])

    drift = await index_drift(indexed.keeping, VIEW, pause=at_once)
    await mended(indexed.keeping, VIEW, drift)

    assert drift.ids == ("nobody", one)
    left = await index_drift(indexed.keeping, VIEW, pause=at_once)
    assert left.ids == (one,), "a later version than the store's needs a new index"


async def test_what_is_on_its_way_is_no_drift(indexed: Indexed) -> None:
    await scene(indexed)
    tenant = await a_tenant(indexed.world, name="late")
    finding = a_finding(tenant)
    await put_findings(indexed.world, finding)
    await put_vulnerabilities(indexed.world, a_vulnerability(tenant, finding))

    drift = await index_drift(indexed.keeping, VIEW, pause=indexed.drained)
    figures = await figures_drift(indexed.keeping, pause=indexed.drained)

    assert (drift.ids, figures.ids) == ((), ())


async def test_what_was_not_counted_or_is_gone_is_found_and_mended(indexed: Indexed) -> None:
    one, two, _ = await scene(indexed)
    kept = contribution_key("vulnerabilities", one)
    of_two = [key for key in await indexed.world.everything() if key.pk == f"VUL#{two}"]
    await put(indexed.world, [Delete(kept, Exists()), *(Delete(key, Exists()) for key in of_two)])

    drift = await figures_drift(indexed.keeping, pause=at_once)

    names = {id_ for id_ in drift.ids if not id_.startswith("sums/")}
    assert names == {f"vulnerabilities/{one}", f"vulnerabilities/{two}"}


async def test_sums_that_are_not_those_of_what_is_kept_are_found(indexed: Indexed) -> None:
    await scene(indexed)
    scope = group_scope("acmegroup")
    add = Add(counters_key(scope), "figures", (("open", 1),))
    await put(indexed.world, [add])

    drift = await figures_drift(indexed.keeping, pause=at_once)

    assert drift.ids == (f"days/{scope}", f"sums/{scope}")
    await recounted(indexed.keeping, drift)
    left = await figures_drift(indexed.keeping, pause=at_once)
    assert left == drift, "nobody knows what is right"


async def test_what_the_days_lack_of_the_sums_is_put_on_today(indexed: Indexed) -> None:
    await scene(indexed)
    scope = group_scope("acmegroup")
    today = indexed.world.clock().date()
    await put(indexed.world, [Delete(day_key(scope, today), Exists())])
    indexed.world.clock.advance(timedelta(days=2))

    drift = await figures_drift(indexed.keeping, pause=at_once)
    await recounted(indexed.keeping, drift)

    assert drift.ids == (f"days/{scope}",)
    assert await figures_drift(indexed.keeping, pause=at_once) == (
        Drift(name="figures", looked_at=4, ids=())
    )
    [today_now] = await indexed.store.get([day_key(scope, today + timedelta(days=2))])
    assert today_now is not None
    assert dict(today_now.counters)["open"] == 3


async def test_what_differs_is_counted_anew(indexed: Indexed) -> None:
    _, two, _ = await scene(indexed)
    keys = [key for key in await indexed.world.everything() if key.pk == f"VUL#{two}"]
    await put(indexed.world, [Delete(key, Exists()) for key in keys])

    await recounted(indexed.keeping, await figures_drift(indexed.keeping, pause=at_once))

    assert (await figures_drift(indexed.keeping, pause=at_once)).ids == ()
