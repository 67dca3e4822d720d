"""A first sign-in while the same person comes in elsewhere adds one person."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

import pytest
from typing_extensions import override

from authz.access import Principal, access_of
from cutting import At, Watched, nothing_else
from identities.domain import enter
from identities.types import Trust
from issuers.types import Asserted
from signing_in import FIREFOX
from store.requests import RequestStore
from store.types import Item, Key
from world import World

pytestmark = pytest.mark.changes_db

ADA = Asserted(
    issuer="https://id.example.com",
    subject="1",
    email="ada@example.com",
    is_email_verified=True,
    first_name="Ada",
    last_name="Lovelace",
    groups=frozenset(),
)
TRUST = Trust(name="ID")


@dataclass(frozen=True, slots=True)
class Reading(Watched):
    """A store that lets others act just after one of its gets."""

    then: At = field(default_factory=lambda: At(0, nothing_else))

    @override
    async def get(self, keys: Sequence[Key], *, strong: bool = False) -> tuple[Item | None, ...]:
        found = await self.inner.get(keys, strong=strong)
        await self.then()
        return found


@pytest.mark.parametrize("moment", [1, 2])
async def test_who_comes_in_elsewhere_meanwhile_is_the_same_person(
    world: World, moment: int
) -> None:
    at = world.clock()
    elsewhere = partial(enter, RequestStore(world.store), ADA, TRUST, FIREFOX, at=at)
    store = Reading(world.store, then=At(moment, elsewhere))

    entered = await enter(RequestStore(store), ADA, TRUST, FIREFOX, at=at)
    await elsewhere()

    access = await access_of(RequestStore(world.store), Principal(email=entered.email))
    assert access is not None
    assert [each.subject for each in access.identities] == [ADA.subject]
    assert len(access.sessions) == 3
