"""Trails in tests: commits with their contexts, and what becomes of them."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from contract.builders import Hands
from db_model.commit import CONTEXT, commit
from db_model.context import Origin
from db_model.organizations.add import added as organization_added
from db_model.organizations.types import Organization, OrganizationState, OrganizationStatus
from db_model.types import Email, OrganizationId
from kit.time import milliseconds
from store.requests import RequestStore
from store.types import Absent, Item, Key, Put, Store
from trails.record import record
from trails.types import ChainName, Verdict
from trails.verify import all_verified

ACME: Final = OrganizationId("ORG#acme")
EVIL: Final = OrganizationId("ORG#evil")
WHO: Final = Email("who@example.com")


async def an_organization(store: Store, id_: OrganizationId, *, hands: Hands) -> None:
    """Put an organization there that was made two days ago, and commit as its maker."""
    at = hands() - timedelta(days=2)
    made = Organization(
        id=id_,
        name=id_[4:],
        country="Colombia",
        created_by=WHO,
        created_at=at,
        state=OrganizationState(status=OrganizationStatus.ACTIVE, modified_by=WHO, modified_at=at),
        version=milliseconds(at),
    )
    origin = Origin(principal=WHO, at=hands())
    await commit(RequestStore(store), organization_added(made), origin)


async def did(store: Store, hands: Hands, *ids: str, of: OrganizationId = ACME) -> None:
    """Make things of an organization, in one commit."""
    body = f'{{"organization_id":"{of}"}}'.encode()
    puts = [
        Put(Item(key=Key(f"THG#{id_}"), kind="thing", version=1, body=body), Absent())
        for id_ in ids
    ]
    await commit(RequestStore(store), puts, Origin(principal=WHO, at=hands()))


async def everything(store: Store) -> list[Item]:
    page = await store.scan(segment=0, segments=1, after=None, limit=1000)
    assert page.next is None
    return list(page.items)


async def contexts(store: Store) -> list[Item]:
    return [item for item in await everything(store) if item.kind == CONTEXT]


async def recorded(store: Store, hands: Hands) -> None:
    await record(store, await contexts(store), at=hands())


async def verdicts(store: Store, hands: Hands) -> dict[ChainName, Verdict]:
    return {each.chain: each async for each in all_verified(store, at=hands())}


def told(found: dict[ChainName, Verdict]) -> list[tuple[str, str | None, str]]:
    """Return all faults."""
    faults: Sequence[tuple[str, str | None, str]] = [
        (fault.chain, fault.day.isoformat() if fault.day else None, fault.about)
        for verdict in found.values()
        for fault in verdict.faults
    ]
    return list(faults)
