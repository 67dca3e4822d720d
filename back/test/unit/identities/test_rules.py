"""Whom an identity signs in as, and what its groups give."""

from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db_model.identities.types import Place
from identities.rules import LONGEST_NAME, Where, decide, landing_from, name_from

pytestmark = pytest.mark.not_changes_db

_WHERES: Final = st.builds(
    Where, st.sampled_from(["organization", "group"]), st.sampled_from("abc")
)
_HELD: Final = st.dictionaries(_WHERES, st.sampled_from(["user", "user_manager"]))
_ORGANIZATIONS: Final = st.frozensets(
    st.builds(Where, st.just("organization"), st.sampled_from("abc"))
)


def _places(roles: dict[Where, str]) -> list[Place]:
    return [Place(level=w.level, id=w.id, role=role) for w, role in roles.items()]


def _after(
    held: dict[Where, str], changes: tuple[tuple[Place, ...], tuple[Place, ...]]
) -> dict[Where, str]:
    to_set, taken = changes
    gone = {Where(place.level, place.id) for place in taken}
    left = {where: role for where, role in held.items() if where not in gone}
    return left | {Where(place.level, place.id): place.role for place in to_set}


@given(_HELD, _HELD, _HELD, _ORGANIZATIONS, _ORGANIZATIONS)
def test_roles_are_as_wanted_and_nothing_else_is_taken_than_was_given(
    wanted: dict[Where, str],
    held: dict[Where, str],
    given_before: dict[Where, str],
    implied: frozenset[Where],
    needed: frozenset[Where],
) -> None:
    before = _places(given_before)

    decided = decide(wanted, implied=implied, needed=needed, held=held, given=before)

    after = _after(held, (decided.set, decided.taken))
    assert wanted.items() <= after.items()
    assert implied <= after.keys()
    assert all(
        place in before and held[Where(place.level, place.id)] == place.role
        for place in decided.taken
    )
    assert not needed & {Where(place.level, place.id) for place in decided.taken}
    by_hand = {w: r for w, r in held.items() if given_before.get(w) != r and w not in wanted}
    assert by_hand.items() <= after.items()
    assert all(after[Where(place.level, place.id)] == place.role for place in decided.given)


@given(_HELD, _HELD, _ORGANIZATIONS)
def test_a_second_sign_in_changes_nothing(
    wanted: dict[Where, str], held: dict[Where, str], implied: frozenset[Where]
) -> None:
    first = decide(wanted, implied=implied, needed=frozenset(), held=held, given=())
    after = _after(held, (first.set, first.taken))

    again = decide(wanted, implied=implied, needed=frozenset(), held=after, given=first.given)

    assert (again.set, again.taken, again.given) == ((), (), first.given)


@given(_HELD, _HELD, _ORGANIZATIONS)
def test_whoever_loses_all_groups_has_what_people_gave(
    wanted: dict[Where, str], held: dict[Where, str], implied: frozenset[Where]
) -> None:
    first = decide(wanted, implied=implied, needed=frozenset(), held=held, given=())
    after = _after(held, (first.set, first.taken))

    last = decide({}, implied=(), needed=frozenset(), held=after, given=first.given)

    left = _after(after, (last.set, last.taken))
    replaced = {Where(place.level, place.id) for place in first.set}
    assert left == {where: role for where, role in held.items() if where not in replaced}
    assert last.given == ()


@given(st.text())
def test_a_name_is_one_line_of_29_characters_at_most(text: str) -> None:
    name = name_from(text)

    assert len(name) <= LONGEST_NAME
    assert name == name.strip()
    assert len(name.splitlines()) <= 1


@given(st.text(alphabet="/\\.:@%?#&=ahomepirgst \r\n\t", max_size=30))
def test_a_landing_is_a_path_here_or_nothing(text: str) -> None:
    landing = landing_from(text)

    if landing is not None:
        assert landing == text
        assert landing == "/" or landing[1].isalpha()
        assert not set(landing) & set("\\@:# \r\n\t")
        assert "/." not in landing
