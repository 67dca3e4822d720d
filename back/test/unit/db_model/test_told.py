"""What a commit tells of itself."""

from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db_model.codec import differing, encode
from db_model.context import Changed, Operation
from db_model.told import to_be_read, told
from db_model.types import GroupName, OrganizationId
from store.types import Absent, Add, AtVersion, Check, Delete, Exists, Item, Key, Put, Write


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    status: str = "OPEN"
    by: str = "a"


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    state: State | None = State()
    name: str = "secret name"
    tags: tuple[str, ...] = ()
    version: int = 1


def an_item(
    pk: str, sk: str = "@", *, body: bytes = b'{"group_name":"acme"}', kind: str = "thing"
) -> Item:
    return Item(key=Key(pk, sk), kind=kind, version=1, body=body)


def one(item: Item) -> Changed:
    [changed] = told([Put(item, Absent())], {})
    return changed


@pytest.mark.parametrize(
    ("item", "group", "organization", "id_"),
    [
        (an_item("VUL#v1"), "acme", None, "v1"),
        (an_item("GRP#acme", body=b'{"organization_id":"ORG#o"}'), "acme", None, "acme"),
        (an_item("GRP#acme", "ROOT#r1"), "acme", None, "r1"),
        (an_item("USR#a%23b@example.com", "GRP#acme"), "acme", None, "a#b@example.com"),
        (an_item("USR#a@example.com", "ORG#o"), None, "ORG#o", "a@example.com"),
        (an_item("ORG#o", body=b'{"id":"ORG#o"}'), None, "ORG#o", "ORG#o"),
        (an_item("THG#1", body=b'{"organization_id":"ORG#o"}'), None, "ORG#o", "1"),
        (an_item("USR#a@example.com", body=b"{}"), None, None, "a@example.com"),
        (an_item("USR#a@example.com", "TOK#t1", body=b"{}"), None, None, "t1"),
    ],
)
def test_places_and_ids_are_told(
    item: Item, group: GroupName | None, organization: OrganizationId | None, id_: str
) -> None:
    assert one(item) == Changed(
        kind="thing",
        operation=Operation.CREATED,
        ids=(id_,),
        group=group,
        organization_id=organization,
    )


def test_an_update_tells_the_names_of_its_fields_and_no_value() -> None:
    was = replace(an_item("VUL#1"), body=encode(Thing()))
    now = Thing(state=State(status="CLOSED", by="a"), name="another", version=2)
    write = Put(replace(was, body=encode(now), version=2), AtVersion(1))

    assert to_be_read([write]) == (was.key,)
    [changed] = told([write], {was.key: was})

    assert (changed.operation, changed.fields) == (Operation.UPDATED, ("name", "state.status"))
    assert b"secret" not in encode(changed)
    assert b"another" not in encode(changed)


def test_what_happens_alike_is_told_together() -> None:
    made = [Put(an_item(f"VUL#{number}"), Absent()) for number in range(3)]
    gone = an_item("FIN#1")

    assert [
        (each.kind, each.operation, each.ids)
        for each in told([*made, Delete(gone.key, AtVersion(1))], {gone.key: gone})
    ] == [
        ("thing", Operation.CREATED, ("0", "1", "2")),
        ("thing", Operation.REMOVED, ("1",)),
    ]


def test_what_is_no_entity_is_neither_read_nor_told() -> None:
    writes: list[Write] = [
        Put(an_item("~JOB#1"), Exists()),
        Put(an_item("VUL#1", "H#state#1"), Exists()),
        Put(an_item("USRH#a@example.com", "GRP#acme#1"), Exists()),
        Delete(Key("GRP#acme", "NICK#app"), Exists()),
        Put(an_item("ROOT#1", "IMP#open#1", body=b"id"), Exists()),
        Add(Key("~CNT#1"), "counters", (("a", 1),)),
        Check(Key("GRP#acme"), Exists()),
    ]

    assert to_be_read(writes) == ()
    assert told(writes, {}) == ()


def test_what_is_new_is_not_read() -> None:
    assert to_be_read([Put(an_item("VUL#1"), Absent())]) == ()


THINGS = st.builds(
    Thing,
    state=st.none() | st.builds(State, status=st.text(max_size=3), by=st.text(max_size=3)),
    name=st.text(max_size=3),
    tags=st.lists(st.text(max_size=2), max_size=2).map(tuple),
    version=st.integers(0, 3),
)


@given(THINGS, THINGS)
def test_fields_differ_exactly_where_values_do(was: Thing, now: Thing) -> None:
    expected = {
        name for name in ("name", "tags", "version") if getattr(was, name) != getattr(now, name)
    }
    if was.state is None or now.state is None:
        expected |= {"state"} if was.state != now.state else set()
    else:
        if was.state.status != now.state.status:
            expected.add("state.status")
        if was.state.by != now.state.by:
            expected.add("state.by")

    assert differing(encode(was), encode(now)) == tuple(sorted(expected))
