"""What the audit trail tells of sign-ins, and of what is done in a session."""

from db_model.context import Changed, Operation, Origin
from db_model.types import Email
from people import a_person, a_tenant, member_of
from signing_in import FIREFOX, a_browser, a_link, a_session, sessions_of
from trails.items import ENTRY, sealed_from
from trails.types import Entry
from world import World

TAG = """
mutation ($name: String!) { addGroupTags(groupName: $name, tagsData: ["tag"]) { success } }
"""


async def _entries(world: World, email: Email) -> list[Entry]:
    """Return what the trail has of what somebody did, in order."""
    await world.indexed()
    items = (await world.everything()).values()
    found = [sealed_from(item).entry for item in items if item.kind == ENTRY]
    return sorted((e for e in found if e.origin.principal == email), key=lambda each: each.id)


def _changes(entry: Entry) -> set[tuple[str, Operation]]:
    return {(each.kind, each.operation) for each in entry.changed}


async def test_a_change_names_the_session_that_it_was_made_in(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))
    cookie = await a_session(world, person)
    (session,) = await sessions_of(world, person)

    await world.ask(TAG, token=cookie, name=tenant.group.name)

    begun, changed = await _entries(world, person.email)
    assert begun.origin == Origin(
        principal=person.email,
        at=session.created_at,
        session_id=session.id,
        address=FIREFOX.address,
        request_id=FIREFOX.request_id,
    )
    assert Changed(kind="session", operation=Operation.CREATED, ids=(session.id,)) in begun.changed
    assert (changed.origin.session_id, changed.origin.token_id) == (session.id, None)
    assert session.digest not in repr((begun, changed))


async def test_a_link_is_told_of_when_it_is_made_and_when_it_is_used(world: World) -> None:
    email = Email("ada@example.com")
    secret = await a_link(world, email)
    async with a_browser(world) as browser:
        await browser.post("/sign-in-link", data={"secret": secret})

    made, used = await _entries(world, email)

    assert _changes(made) == {
        ("sign-in-link", Operation.CREATED),
        ("stakeholder", Operation.CREATED),
    }
    assert {("sign-in-link", Operation.REMOVED), ("session", Operation.CREATED)} <= _changes(used)
    assert used.origin.address == "127.0.0.1"
    assert secret not in repr((made, used))
