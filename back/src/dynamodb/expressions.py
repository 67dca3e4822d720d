"""Expectations and counters in DynamoDB's expression language.

An expired row counts as absent, in conditions as in reads.
"""

from typing import Final, assert_never

from dynamodb.codec import COUNTER, EXPIRES, KIND, PK, VERSION, Attributes, number
from store.types import Absent, Add, AtVersion, Exists, Expect, Whatever

_ALIVE: Final = "(attribute_not_exists(#ttl) OR #ttl > :now)"
_ABSENT: Final = "attribute_not_exists(#pk) OR #ttl <= :now"
_EXISTS: Final = f"attribute_exists(#pk) AND {_ALIVE}"
_AT_VERSION: Final = f"#ver = :ver AND {_ALIVE}"
# A check must have a condition, so this one always holds.
_ALWAYS: Final = "attribute_exists(#pk) OR attribute_not_exists(#pk)"


def condition(expect: Expect, now: int) -> Attributes:
    """Return the parameters of a request that make it hold on to ``expect``."""
    match expect:
        case Absent():
            names, values = {"#pk": PK, "#ttl": EXPIRES}, {":now": number(now)}
            return _parameters(_ABSENT, names, values)
        case Exists():
            names, values = {"#pk": PK, "#ttl": EXPIRES}, {":now": number(now)}
            return _parameters(_EXISTS, names, values)
        case AtVersion(version):
            names = {"#ver": VERSION, "#ttl": EXPIRES}
            values = {":ver": number(version), ":now": number(now)}
            return _parameters(_AT_VERSION, names, values)
        case Whatever():
            return {}
        case _:
            assert_never(expect)


def check_condition(expect: Expect, now: int) -> Attributes:
    """Return the parameters of a check, which cannot do without a condition."""
    always = {"ConditionExpression": _ALWAYS, "ExpressionAttributeNames": {"#pk": PK}}
    return condition(expect, now) or always


def addition(add: Add) -> Attributes:
    """Return the parameters of an update that makes or moves the counters of ``add``."""
    names = {"#kind": KIND, "#ver": VERSION}
    values = {":kind": {"S": add.kind}, ":one": number(1)}
    added = ["#ver :one"]
    for place, (name, delta) in enumerate(add.deltas):
        names[f"#c{place}"] = f"{COUNTER}{name}"
        values[f":c{place}"] = number(delta)
        added.append(f"#c{place} :c{place}")
    return {
        "UpdateExpression": f"SET #kind = :kind ADD {', '.join(added)}",
        "ExpressionAttributeNames": names,
        "ExpressionAttributeValues": values,
    }


def _parameters(text: str, names: dict[str, str], values: Attributes) -> Attributes:
    return {
        "ConditionExpression": text,
        "ExpressionAttributeNames": names,
        "ExpressionAttributeValues": values,
    }
