"""Secrets in a store: sealed, rotated under load, tampered with, on every adapter."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import pytest

from contract.builders import Hands
from db_model.codec import decode, encode
from db_model.errors import ChangedMeanwhile
from envelopes.errors import KeysUnavailable, Unopenable
from envelopes.items import blob_of, current_key, secret_key, secrets_of
from envelopes.keyring import REMEMBERED, Keyring
from envelopes.rotate import reseal, rewrap, rotate
from envelopes.seal import discarded, seal, unseal
from envelopes.survey import keys, uses
from envelopes.types import Place, Sealed, Tenant
from jobs.types import Run
from keyrings import MASTER, keyring_of
from store.requests import RequestStore
from store.types import Absent, Check, Committed, Exists, Item, Key, Put, Query, Store, Whatever

ACME: Final = Tenant("ORG#acme")
EVIL: Final = Tenant("ORG#evil")
FENCE: Final = Check(Key("~FENCE#test"), Absent())
OTHER_MASTER: Final = bytes(reversed(range(32)))


async def test_keeps_secrets_of_a_tenant_and_gives_them_back(store: Store, clock: Hands) -> None:
    keyring = keyring_of(clock)
    values = {_place(str(number)): f"secret {number}".encode() for number in range(3)}

    await _kept(store, keyring, values, clock)
    await _kept(store, keyring, {_place("1"): b"changed"}, clock)
    await store.commit(discarded([_place("2"), _place("9")]))

    read = [await unseal(RequestStore(store), each, [*values]) for each in (keyring, _fresh(clock))]
    assert read == [(b"secret 0", b"changed", None)] * 2
    assert [each.tenant async for each in keys(store)] == [ACME]


async def test_what_is_stored_shows_no_secret(store: Store, clock: Hands) -> None:
    await _kept(store, keyring_of(clock), {_place("1"): b"hunter2" * 20}, clock)

    page = await store.scan(segment=0, segments=1, after=None, limit=1000)
    assert len(page.items) == 2
    assert not any(b"hunter2" in item.body for item in page.items)


async def test_a_ciphertext_opens_in_its_own_row_only(store: Store, clock: Hands) -> None:
    keyring, one, two = keyring_of(clock), _place("1"), _place("2")
    await _kept(store, keyring, {one: b"first", two: b"second"}, clock)
    first, second = await store.get([secret_key(one), secret_key(two)])
    assert first is not None
    assert second is not None

    await _put(store, replace(first, body=second.body), replace(second, body=first.body))

    for place in (one, two):
        with pytest.raises(Unopenable):
            await unseal(store, keyring, [place])


async def test_each_changed_byte_is_seen(store: Store, clock: Hands) -> None:
    keyring, place = keyring_of(clock), _place("1")
    await _kept(store, keyring, {place: b"hunter2"}, clock)
    (item,) = await store.get([secret_key(place)])
    assert item is not None
    blob = blob_of(item)

    for position in range(len(blob)):
        changed = bytearray(blob)
        changed[position] ^= 0x80
        body = encode(Sealed(place=place, blob=bytes(changed)))
        await _put(store, replace(item, body=body))
        with pytest.raises(Unopenable):
            await unseal(store, keyring, [place])


async def test_a_tenants_key_opens_nothing_of_another(store: Store, clock: Hands) -> None:
    keyring = keyring_of(clock)
    await _kept(store, keyring, {_place("1"): b"ours"}, clock)
    await _kept(store, keyring, {_place("1", tenant=EVIL): b"theirs"}, clock)
    ours, theirs = await store.get([current_key(ACME), current_key(EVIL)])
    assert ours is not None
    assert theirs is not None

    await _put(store, replace(theirs, body=ours.body))

    with pytest.raises(Unopenable):
        await unseal(store, _fresh(clock), [_place("1", tenant=EVIL)])


async def test_two_first_secrets_at_once_share_one_key(store: Store, clock: Hands) -> None:
    keyring = keyring_of(clock)
    writes = [
        await seal(RequestStore(store), keyring, {_place(id_): b"secret"}, at=clock())
        for id_ in ("1", "2")
    ]

    results = [await store.commit(each) for each in writes]

    assert [isinstance(result, Committed) for result in results] == [True, False]
    await _kept(store, keyring, {_place("2"): b"again"}, clock)
    assert len([each async for each in keys(store)]) == 1
    assert await unseal(store, keyring, [_place("1"), _place("2")]) == (b"secret", b"again")


async def test_nothing_is_sealed_with_a_key_that_was_retired_meanwhile(
    store: Store, clock: Hands
) -> None:
    keyring = keyring_of(clock)
    await _kept(store, keyring, {_place("1"): b"first"}, clock)
    late = await seal(RequestStore(store), keyring, {_place("2"): b"late"}, at=clock())

    assert await rotate(store, keyring, ACME, at=clock())

    assert not isinstance(await store.commit(late), Committed)
    assert not await rotate(store, keyring, EVIL, at=clock())


async def test_rotation_under_load_loses_no_read_and_no_write(store: Store, clock: Hands) -> None:
    keyring = keyring_of(clock)
    values = {_place(str(number)): f"secret {number}".encode() for number in range(120)}
    for chunk in _chunks([*values], 60):
        await _kept(store, keyring, {place: values[place] for place in chunk}, clock)
    is_over = asyncio.Event()
    # Of the readers one forgets every key, as a process does that just began.
    readers = [asyncio.create_task(_reads(store, each, values, is_over, clock)) for each in (0, 1)]
    writer = asyncio.create_task(_writes(store, keyring, is_over, clock))

    for _ in range(3):
        assert await rotate(RequestStore(store), keyring, ACME, at=clock())
        await reseal(store, keyring, _run(), clock=clock)
    is_over.set()

    assert all(count > 0 for count in await asyncio.gather(*readers, writer))
    found = [(each.key.retired_at is None, each.secrets) async for each in uses(store)]
    assert sorted(found) == [(False, 0), (False, 0), (False, 0), (True, 121)]


async def test_a_damaged_secret_keeps_its_key_in_use_and_holds_up_no_other(
    store: Store, clock: Hands
) -> None:
    keyring, bad, good = keyring_of(clock), _place("1"), _place("2")
    await _kept(store, keyring, {bad: b"first", good: b"second"}, clock)
    (item,) = await store.get([secret_key(bad)])
    assert item is not None
    sealed = decode(Sealed, item)
    damaged = replace(sealed, blob=sealed.blob[:-1] + bytes([sealed.blob[-1] ^ 1]))
    await _put(store, replace(item, body=encode(damaged)))
    await rotate(store, keyring, ACME, at=clock())

    with pytest.raises(Unopenable):
        await reseal(store, keyring, _run(), clock=clock)

    found = [(each.key.retired_at is None, each.secrets) async for each in uses(store)]
    assert sorted(found) == [(False, 1), (True, 1)]
    assert await unseal(store, keyring, [good]) == (b"second",)


async def test_a_runner_that_was_overtaken_seals_nothing(store: Store, clock: Hands) -> None:
    keyring = keyring_of(clock)
    await _kept(store, keyring, {_place("1"): b"first"}, clock)
    await rotate(store, keyring, ACME, at=clock())
    lost = _run(Check(Key("~FENCE#lost"), Exists()))
    before = await store.query(Query(pk=secrets_of(ACME)))

    with pytest.raises(ChangedMeanwhile):
        await reseal(store, keyring, lost, clock=clock)

    assert await store.query(Query(pk=secrets_of(ACME))) == before


async def test_a_new_master_key_wraps_anew_and_touches_no_secret(
    store: Store, clock: Hands
) -> None:
    before, both = keyring_of(clock), keyring_of(clock, (OTHER_MASTER, MASTER))
    await _kept(store, before, {_place("1"): b"secret"}, clock)
    await rotate(store, before, ACME, at=clock())
    sealed = await store.query(Query(pk=secrets_of(ACME)))

    done = [await rewrap(store, both, each, at=clock()) async for each in keys(store)]
    again = [await rewrap(store, both, each, at=clock()) async for each in keys(store)]

    assert (done, again) == ([True, True], [False, False])
    assert await store.query(Query(pk=secrets_of(ACME))) == sealed
    only = keyring_of(clock, (OTHER_MASTER,))
    assert await unseal(store, only, [_place("1")]) == (b"secret",)
    with pytest.raises(KeysUnavailable):
        await unseal(store, _fresh(clock), [_place("1")])


async def test_a_key_is_remembered_for_minutes(store: Store, clock: Hands) -> None:
    masters = [MASTER]
    keyring = keyring_of(clock, masters)
    await _kept(store, keyring, {_place("1"): b"secret"}, clock)
    assert await unseal(store, keyring, [_place("1")]) == (b"secret",)
    masters.clear()

    assert await unseal(store, keyring, [_place("1")]) == (b"secret",)
    clock.move(REMEMBERED * 2)
    with pytest.raises(KeysUnavailable):
        await unseal(store, keyring, [_place("1")])


def _place(id_: str, *, tenant: Tenant = ACME) -> Place:
    return Place(tenant=tenant, entity="credentials", id=id_, field="secret")


def _fresh(clock: Hands) -> Keyring:
    return keyring_of(clock)


async def _kept(store: Store, keyring: Keyring, values: dict[Place, bytes], clock: Hands) -> None:
    while True:
        writes = await seal(RequestStore(store), keyring, values, at=clock())
        if isinstance(await store.commit(writes), Committed):
            return


async def _put(store: Store, *items: Item) -> None:
    puts = [Put(item, Whatever()) for item in items]
    assert await store.commit(puts) == Committed()


def _run(fence: Check = FENCE) -> Run:
    return Run(kind="reseal", subject=ACME, attempt=1, fence=fence)


async def _reads(
    store: Store, kind: int, values: dict[Place, bytes], is_over: asyncio.Event, clock: Hands
) -> int:
    keyring, count = keyring_of(clock), 0
    while not is_over.is_set():
        for chunk in _chunks([*values], 40):
            known = keyring if kind else keyring_of(clock)
            found = await unseal(RequestStore(store), known, chunk)
            assert list(found) == [values[place] for place in chunk]
            count += 1
    return count


async def _writes(store: Store, keyring: Keyring, is_over: asyncio.Event, clock: Hands) -> int:
    count = 0
    while not is_over.is_set():
        count += 1
        await _kept(store, keyring, {_place("written"): str(count).encode()}, clock)
        assert await unseal(RequestStore(store), keyring, [_place("written")]) == (
            str(count).encode(),
        )
    return count


def _chunks(places: Sequence[Place], size: int) -> list[Sequence[Place]]:
    return [places[first : first + size] for first in range(0, len(places), size)]
