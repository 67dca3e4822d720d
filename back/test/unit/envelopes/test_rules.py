"""The form of a sealed secret."""

from dataclasses import replace
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envelopes.errors import Unopenable
from envelopes.rules import key_id_of, opened, sealed
from envelopes.types import DataKey, DataKeyId, Place, Tenant

pytestmark = pytest.mark.not_changes_db

KEY: Final = DataKey(id=DataKeyId("019a0000-0000-7000-8000-000000000001"), plain=bytes(range(32)))
PLACE: Final = Place(tenant=Tenant("ORG#1"), entity="credentials", id="c1", field="secret")
NONCE: Final = bytes(12)

places = st.builds(
    Place, tenant=st.text(max_size=4), entity=st.text(max_size=4), id=st.text(), field=st.text()
)


@given(plain=st.binary(), place=places, version=st.integers(0, 2**53))
def test_what_was_sealed_opens_in_its_place(plain: bytes, place: Place, version: int) -> None:
    blob = sealed(KEY, place, plain, version=version, nonce=NONCE)

    assert opened(KEY, place, blob, version=version) == plain
    assert key_id_of(blob) == KEY.id
    assert len(blob) == 1 + 16 + 12 + len(plain) + 16


@given(here=places, there=places)
def test_it_opens_in_no_other_place(here: Place, there: Place) -> None:
    blob = sealed(KEY, here, b"hunter2", version=1, nonce=NONCE)

    if here != there:
        with pytest.raises(Unopenable):
            opened(KEY, there, blob, version=1)


@pytest.mark.parametrize(
    "other",
    [
        replace(PLACE, tenant=Tenant("ORG#1c")),
        replace(PLACE, tenant=Tenant("ORG#1c"), entity="redentials"),
        replace(PLACE, entity="credentialsc", id="1"),
        replace(PLACE, id="c1s", field="ecret"),
        replace(PLACE, field="secret1"),
    ],
)
def test_no_part_of_a_place_runs_into_the_next(other: Place) -> None:
    blob = sealed(KEY, PLACE, b"hunter2", version=1, nonce=NONCE)

    with pytest.raises(Unopenable):
        opened(KEY, other, blob, version=1)


def test_it_opens_in_no_other_version_and_with_no_other_key() -> None:
    blob = sealed(KEY, PLACE, b"hunter2", version=1, nonce=NONCE)

    with pytest.raises(Unopenable):
        opened(KEY, PLACE, blob, version=2)
    with pytest.raises(Unopenable):
        opened(replace(KEY, plain=bytes(32)), PLACE, blob, version=1)
    with pytest.raises(Unopenable):
        opened(
            replace(KEY, id=DataKeyId("019a0000-0000-7000-8000-000000000002")),
            PLACE,
            blob,
            version=1,
        )


def test_each_changed_bit_is_seen() -> None:
    blob = sealed(KEY, PLACE, b"hunter2", version=1, nonce=NONCE)

    for position in range(len(blob)):
        for bit in range(8):
            changed = bytearray(blob)
            changed[position] ^= 1 << bit
            with pytest.raises(Unopenable):
                opened(KEY, PLACE, bytes(changed), version=1)


@given(end=st.integers(0, 1 + 16 + 12 + 16 - 1))
def test_what_is_cut_short_is_of_no_known_form(end: int) -> None:
    blob = sealed(KEY, PLACE, b"", version=1, nonce=NONCE)

    with pytest.raises(Unopenable):
        key_id_of(blob[:end])


def test_a_key_in_the_clear_is_not_shown() -> None:
    assert repr(KEY) == f"DataKey(id='{KEY.id}')"
