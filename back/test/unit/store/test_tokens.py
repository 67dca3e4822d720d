"""The guard item of a commit with a token."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from contract.builders import an_item
from store.errors import TokenMismatch
from store.tokens import guard, settled
from store.types import (
    Absent,
    Add,
    AtVersion,
    Cancelled,
    Check,
    Committed,
    ConditionFailed,
    Delete,
    Exists,
    Index,
    IndexKey,
    Key,
    Put,
    Whatever,
    Write,
)

pytestmark = pytest.mark.not_changes_db

AT = datetime(2026, 7, 8, tzinfo=UTC)
ITEM = an_item("FIN#1", version=5, index=((Index.G1, IndexKey("A", "1")),), expires=7)
PUT = Put(ITEM, Absent())

DIFFERENT: list[list[Write]] = [
    [PUT],
    [PUT, Check(Key("FIN#2"), Exists())],
    [Check(Key("FIN#2"), Exists()), PUT],
    [Put(ITEM, Whatever())],
    [Put(ITEM, AtVersion(1))],
    [Put(ITEM, AtVersion(2))],
    [Put(replace(ITEM, key=Key("FIN#1", "a")), Absent())],
    [Put(replace(ITEM, kind="other"), Absent())],
    [Put(replace(ITEM, version=6), Absent())],
    [Put(replace(ITEM, body=b""), Absent())],
    [Put(replace(ITEM, index=()), Absent())],
    [Put(replace(ITEM, index=((Index.G2, IndexKey("A", "1")),)), Absent())],
    [Put(replace(ITEM, expires=8), Absent())],
    [Delete(ITEM.key, Exists())],
    [Check(ITEM.key, Exists())],
    [Add(ITEM.key, "c", (("n", 1),))],
    [Add(ITEM.key, "c", (("n", 2),))],
]


def test_a_guard_takes_the_token_for_48_hours() -> None:
    taken = guard("t", [PUT], at=AT)

    assert taken.expect == Absent()
    assert taken.item.key == Key("~IDEM#t", "@")
    assert taken.item.expires == int(AT.timestamp()) + 48 * 3600


def test_the_digest_tells_all_writes_apart() -> None:
    bodies = [guard("t", writes, at=AT).item.body for writes in DIFFERENT]

    assert len(set(bodies)) == len(DIFFERENT)
    assert bodies == [guard("u", writes, at=datetime.now(UTC)).item.body for writes in DIFFERENT]


def test_the_digest_stays_the_same_between_releases() -> None:
    assert guard("t", DIFFERENT[1], at=AT).item.body == (
        b"2d58b8f068748e309db281136ece025d9bca9788ac97c930998a939516528a9c"
    )


def test_what_was_committed_is_committed() -> None:
    assert settled(guard("t", [PUT], at=AT), Committed()) == Committed()


def test_a_refusal_of_the_writes_is_theirs_alone() -> None:
    result = Cancelled((None, None, ConditionFailed(ITEM)))

    assert settled(guard("t", [PUT], at=AT), result) == Cancelled((None, ConditionFailed(ITEM)))


def test_a_token_taken_for_the_same_writes_is_a_replay() -> None:
    taken = guard("t", [PUT], at=AT)
    result = Cancelled((ConditionFailed(taken.item), ConditionFailed(ITEM)))

    assert settled(guard("t", [PUT], at=AT), result) == Committed(replayed=True)


def test_a_token_taken_for_other_writes_is_a_mismatch() -> None:
    taken = guard("t", DIFFERENT[3], at=AT)

    with pytest.raises(TokenMismatch, match="~IDEM#t"):
        settled(guard("t", [PUT], at=AT), Cancelled((ConditionFailed(taken.item), None)))
