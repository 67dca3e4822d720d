"""Properties of the limits; the contract suite proves that stores keep them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contract.builders import an_item, noise
from store.compression import packed
from store.errors import LimitError
from store.limits import check_keys, check_writes
from store.types import Absent, Add, AtVersion, Check, Delete, Exists, Key, Put, Whatever, Write

pytestmark = pytest.mark.not_changes_db


@settings(deadline=None)
@given(st.text(max_size=1200), st.text(max_size=600))
def test_a_key_may_be_read_exactly_if_it_may_be_written(pk: str, sk: str) -> None:
    key = Key(pk, sk)
    writes: list[Write] = [Check(key, Exists()), Delete(key, Whatever())]
    writes.append(Put(an_item(pk, sk), Absent()))

    def refused(write: Write) -> bool:
        try:
            check_writes([write])
        except LimitError:
            return True
        return False

    try:
        check_keys([key])
    except LimitError:
        assert [refused(write) for write in writes] == [True] * 3
    else:
        assert [refused(write) for write in writes] == [False] * 3


@settings(deadline=None)
@given(st.integers(0, 2**63 - 1), st.integers(0, 2**63 - 1))
def test_a_version_must_follow_the_one_that_it_replaces(version: int, expected: int) -> None:
    put = Put(an_item(version=version), AtVersion(expected))

    if version > expected:
        assert check_writes([put]) == {put.item.key: packed(put.item.body)}
    else:
        with pytest.raises(LimitError, match="does not follow"):
            check_writes([put])


def test_the_packed_bodies_of_put_items_are_returned() -> None:
    large = an_item("FIN#2", body=b"a" * 5000)
    writes: list[Write] = [
        Put(an_item("FIN#1"), Absent()),
        Put(large, Absent()),
        Delete(Key("FIN#3"), Whatever()),
        Add(Key("~CNT#1"), "c", (("n", 1),)),
    ]

    assert check_writes(writes, token="t") == {
        Key("FIN#1"): packed(an_item().body),
        large.key: packed(large.body),
    }


def test_everything_counts_for_the_size_of_a_commit() -> None:
    items = [an_item(f"FIN#{n}", body=noise(380_000, seed=n)) for n in range(10)]
    items.append(an_item("FIN#10", body=noise(199_850)))
    small = [Put(item, Absent()) for item in items]
    check_writes(small)

    with pytest.raises(LimitError, match="4000000 bytes"):
        check_writes([*small, Check(Key("a" * 100), Absent())])


@pytest.mark.parametrize("delta", [2**53 + 1, -(2**53) - 1])
def test_a_counter_stays_within_what_a_store_can_add(delta: int) -> None:
    with pytest.raises(LimitError, match="changes by"):
        check_writes([Add(Key("~CNT#1"), "c", (("n", delta),))])


@pytest.mark.parametrize("token", ["", "a" * 1025, "\ud800"])
def test_a_token_is_text_of_a_key(token: str) -> None:
    with pytest.raises(LimitError, match="a token"):
        check_writes([Check(Key("a"), Absent())], token=token)


@pytest.mark.parametrize("expires", [-1, 2**63])
def test_an_expiry_is_an_instant(expires: int) -> None:
    with pytest.raises(LimitError, match="epoch seconds"):
        check_writes([Put(an_item(expires=expires), Absent())])
