"""Reports of the same root, one after the other: what is the same stays the same."""

from dataclasses import replace

from people import a_person, a_tenant, member_of
from reporting import counts, explanations, imported, outcomes, stored
from sarif import Hit, a_report
from world import World

HITS = [
    Hit(line=10, code="assert first()"),
    Hit(line=20, code="assert second()"),
    Hit(line=30, code="eval(third)", rule="B307"),
]
PATH = "acmeapp/app/db.py"


async def test_the_same_report_again_writes_nothing_but_its_record(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))
    first = await imported(world, tenant, person, a_report(HITS))
    before = await world.contents()

    again = await imported(world, tenant, person, a_report(HITS))

    after = await world.contents()
    changed = {item.kind for key, item in before.items() if after[key] != item}
    assert changed == {"import-place"}  # which is the latest of its tool
    written = {after[key].kind for key in after.keys() - before.keys()}
    assert written == {"context", "import"}
    assert counts(again) == {"unchanged": 3}
    assert outcomes(again) == [("UNCHANGED", id_) for _, id_ in outcomes(first)]
    assert explanations(again)[0] == "unchanged at app/db.py:10"


async def test_lines_that_were_inserted_move_what_is_below_them(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))
    first = await imported(world, tenant, person, a_report(HITS))
    moved = [HITS[0], *(replace(hit, line=hit.line + 5) for hit in HITS[1:])]

    again = await imported(world, tenant, person, a_report(moved))

    ids = [id_ for _, id_ in outcomes(first)]
    assert outcomes(again) == list(zip(("UNCHANGED", "MOVED", "MOVED"), ids, strict=True))
    assert counts(again) == {"unchanged": 1, "moved": 2}
    assert explanations(again)[1] == (
        "moved from app/db.py:20 to app/db.py:25: same content in the same file"
    )
    assert await stored(world, tenant, person) == {
        ids[0]: (PATH, "10", "VULNERABLE"),
        ids[1]: (PATH, "25", "VULNERABLE"),
        ids[2]: (PATH, "35", "VULNERABLE"),
    }


async def test_results_in_another_order_are_the_same(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))
    first = await imported(world, tenant, person, a_report(HITS))

    again = await imported(world, tenant, person, a_report(HITS[::-1]))

    assert outcomes(again) == [("UNCHANGED", id_) for _, id_ in reversed(outcomes(first))]


async def test_messages_in_other_words_are_of_the_same_results(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))
    first = await imported(world, tenant, person, a_report(HITS))
    reworded = [replace(hit, message="Do not use assert here!") for hit in HITS]

    again = await imported(world, tenant, person, a_report(reworded))

    assert outcomes(again) == [("MATCHED", id_) for _, id_ in outcomes(first)]
    assert explanations(again)[0] == "same place, app/db.py:10: the message changed"


async def test_code_that_was_edited_in_its_place_is_the_same_weakness(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))
    first = await imported(world, tenant, person, a_report(HITS))
    edited = [replace(HITS[0], code="assert fst() "), *HITS[1:]]

    again = await imported(world, tenant, person, a_report(edited))

    ids = [id_ for _, id_ in outcomes(first)]
    assert outcomes(again) == list(zip(("MATCHED", "UNCHANGED", "UNCHANGED"), ids, strict=True))
    assert set(await stored(world, tenant, person)) == set(ids)


async def test_a_file_with_another_name_and_the_same_content_is_the_same(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))
    first = await imported(world, tenant, person, a_report(HITS))
    renamed = [replace(hit, path="app/store/db.py") for hit in HITS]

    again = await imported(world, tenant, person, a_report(renamed))

    ids = [id_ for _, id_ in outcomes(first)]
    assert outcomes(again) == [("MOVED", id_) for id_ in ids]
    assert explanations(again)[0].startswith("moved from app/db.py:10 to app/store/db.py:10: ")
    assert {where for where, *_ in (await stored(world, tenant, person)).values()} == {
        "acmeapp/app/store/db.py"
    }


async def test_two_results_on_one_line_are_two(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))
    report = a_report([Hit(line=3, code="f(x)", column=1), Hit(line=3, code="f(x)", column=9)])

    first = await imported(world, tenant, person, report)
    again = await imported(world, tenant, person, report)

    ids = [id_ for _, id_ in outcomes(first)]
    assert counts(first) == {"created": 2}
    assert len(set(ids)) == 2
    assert outcomes(again) == [("UNCHANGED", id_) for id_ in ids]


async def test_what_one_tool_says_does_not_touch_what_another_said(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))
    first = await imported(world, tenant, person, a_report(HITS))

    other = await imported(world, tenant, person, a_report(HITS[:1], tool="Ruff"))

    ids = {id_ for _, id_ in outcomes(first) + outcomes(other)}
    assert counts(other) == {"created": 1}
    assert len(ids) == 4
    assert {state for *_, state in (await stored(world, tenant, person)).values()} == {"VULNERABLE"}
