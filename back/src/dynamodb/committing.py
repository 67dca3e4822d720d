"""Commits: one cheap request for a single write where that is safe, else a transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, TypeAlias

from dynamodb.calls import Connection, call, uncontended
from dynamodb.codec import Attributes, encoded, key_attributes, visible
from dynamodb.expressions import addition, check_condition, condition
from dynamodb.faults import Conflicted, Refused, of_code
from dynamodb.reading import read_row
from dynamodb.tables import Tables
from store.compression import Packed
from store.errors import LimitError
from store.types import (
    Absent,
    Add,
    AtVersion,
    Cancelled,
    Check,
    CommitResult,
    Committed,
    ConditionFailed,
    Delete,
    Exists,
    Expect,
    Item,
    Key,
    Put,
    Whatever,
    Write,
)

Bodies: TypeAlias = Mapping[Key, Packed]
Action: TypeAlias = dict[str, Any]

_OLD: Final[Action] = {"ReturnValuesOnConditionCheckFailure": "ALL_OLD"}
_INNOCENT: Final = "None"
_FAILED: Final = "ConditionalCheckFailed"
_CONFLICT: Final = "TransactionConflict"


@dataclass(frozen=True, slots=True)
class Commit:
    """Writes with their packed bodies, and the second at which they expire or do not."""

    writes: Sequence[Write]
    bodies: Bodies
    now: int


async def apply(connection: Connection, commit: Commit) -> CommitResult:
    """Apply the writes, all or nothing; their limits have been checked."""
    match commit.writes:
        case [Put() as put]:
            return await _put(connection, put, commit)
        case [Check() as check]:
            return await _check(connection, check, commit.now)
        # Other deletions, like additions, would not know their own first attempt when the
        # client sends them again; a transaction has a token for that.
        case [Delete(_, Absent() | Whatever()) as delete]:
            return await _delete(connection, delete, commit.now)
        case _:
            return await _transact(connection, commit)


def action_of(write: Write, commit: Commit, tables: Tables) -> Action:
    """Return ``write`` as an action of a transaction."""
    match write:
        case Put(item, expect):
            return {"Put": _put_parameters(item, expect, commit, tables) | _OLD}
        case Delete(key, expect):
            return {"Delete": _at(key, tables) | condition(expect, commit.now) | _OLD}
        case Check(key, expect):
            checked = check_condition(expect, commit.now)
            return {"ConditionCheck": _at(key, tables) | checked | _OLD}
        case Add(key):
            return {"Update": _at(key, tables) | addition(write)}


def cancelled(answer: Mapping[str, Any], now: int) -> Cancelled:
    """Return why a transaction was refused.

    Raises:
        Conflicted: others wrote to the same items; every condition may hold yet.
        Throttled: the service refuses work for now.
        LimitError: the service found a limit that ours let pass.
    """
    reasons = answer.get("CancellationReasons", ())
    codes = {reason["Code"] for reason in reasons} - {_INNOCENT}
    if _FAILED in codes:
        return Cancelled(tuple(_reason(reason, now) for reason in reasons))
    message = "; ".join(reason["Message"] for reason in reasons if "Message" in reason)
    faults = [of_code(code, message) for code in sorted(codes - {_CONFLICT})]
    # A bug of the caller is told first: where the rest heals, the writes would still not pass.
    faults.sort(key=lambda fault: not isinstance(fault, LimitError))
    raise faults[0] if faults else Conflicted(in_progress=False)


def holds(expect: Expect, current: Item | None) -> bool:
    """Tell whether a visible item, or none, is as expected."""
    match expect:
        case Absent():
            return current is None
        case Exists():
            return current is not None
        case AtVersion(version):
            return current is not None and current.version == version
        case Whatever():
            return True


async def _transact(connection: Connection, commit: Commit) -> CommitResult:
    actions: list[Any] = [action_of(write, commit, connection.tables) for write in commit.writes]

    async def attempt(token: str) -> CommitResult:
        send = partial(
            connection.client.transact_write_items,
            TransactItems=actions,
            ClientRequestToken=token,
        )
        try:
            await call(connection, send)
        except Refused as refusal:
            return cancelled(refusal.answer, commit.now)
        return Committed()

    return await uncontended(connection, attempt)


async def _put(connection: Connection, put: Put, commit: Commit) -> CommitResult:
    parameters = _put_parameters(put.item, put.expect, commit, connection.tables)

    async def attempt(_: str) -> CommitResult:
        try:
            await call(connection, lambda: connection.client.put_item(**parameters, **_OLD))
        except Refused as refusal:
            current: Attributes | None = refusal.answer.get("Item")
            # The answer to the first attempt was lost, and the second met what it had put.
            if refusal.retried and current == parameters["Item"]:
                return Committed()
            return Cancelled((ConditionFailed(visible(current, commit.now)),))
        return Committed()

    return await uncontended(connection, attempt)


async def _delete(connection: Connection, delete: Delete, now: int) -> CommitResult:
    parameters = _at(delete.key, connection.tables) | condition(delete.expect, now)

    async def attempt(_: str) -> CommitResult:
        try:
            await call(connection, lambda: connection.client.delete_item(**parameters, **_OLD))
        except Refused as refusal:
            return Cancelled((ConditionFailed(visible(refusal.answer.get("Item"), now)),))
        return Committed()

    return await uncontended(connection, attempt)


async def _check(connection: Connection, check: Check, now: int) -> CommitResult:
    current = visible(await read_row(connection, check.key, strong=True), now)
    if holds(check.expect, current):
        return Committed()
    return Cancelled((ConditionFailed(current),))


def _put_parameters(item: Item, expect: Expect, commit: Commit, tables: Tables) -> Action:
    row = encoded(item, commit.bodies[item.key])
    return {"TableName": tables.of(item.key.pk), "Item": row} | condition(expect, commit.now)


def _at(key: Key, tables: Tables) -> Action:
    return {"TableName": tables.of(key.pk), "Key": key_attributes(key)}


def _reason(reason: Mapping[str, Any], now: int) -> ConditionFailed | None:
    if reason["Code"] != _FAILED:
        return None
    return ConditionFailed(visible(reason.get("Item"), now))
