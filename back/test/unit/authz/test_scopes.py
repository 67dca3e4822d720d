"""What a token is held to, and that it never gives a right."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from authz.policy import GROUP, ORGANIZATION, PLATFORM, Action
from authz.scopes import SCOPES, is_kept, within
from db_model.api_tokens.types import Reach, Scope

pytestmark = pytest.mark.not_changes_db
REACHES = st.builds(Reach, scopes=st.frozensets(st.sampled_from(Scope), min_size=1))
ACTIONS = st.frozensets(st.sampled_from(Action))


@pytest.mark.parametrize("action", Action)
def test_each_action_is_in_a_scope_or_kept_from_all_of_them(action: Action) -> None:
    held = [scope for scope in Scope if action in SCOPES[scope]]

    assert bool(held) != is_kept(action)


@given(reach=REACHES, actions=ACTIONS)
def test_a_scope_gives_nothing_that_its_owner_has_not(
    reach: Reach, actions: frozenset[Action]
) -> None:
    left = within(reach, actions)

    assert left <= actions
    assert left == {a for a in actions if any(a in SCOPES[scope] for scope in reach.scopes)}


@given(reach=REACHES, more=st.sampled_from(Scope), actions=ACTIONS)
def test_one_scope_more_takes_nothing_away(
    reach: Reach, more: Scope, actions: frozenset[Action]
) -> None:
    wider = Reach(scopes=reach.scopes | {more})

    assert within(reach, actions) <= within(wider, actions)


def test_reading_changes_nothing_and_the_gate_and_triage_can_see_what_they_decide_on() -> None:
    assert all(action.startswith("api_resolvers_") for action in SCOPES[Scope.READ])
    assert SCOPES[Scope.READ] < SCOPES[Scope.TRIAGE] < SCOPES[Scope.ADMIN]
    assert {Action.READ_GROUP, Action.READ_ROOT} <= SCOPES[Scope.GATE] & SCOPES[Scope.IMPORT]


def test_who_is_let_in_and_what_is_removed_is_for_administering_alone() -> None:
    others = frozenset[Action]().union(*(SCOPES[s] for s in Scope if s is not Scope.ADMIN))
    kept = {
        action
        for action in {*GROUP, *ORGANIZATION, *PLATFORM}
        if any(word in action for word in ("grant", "remove_group", "stakeholder_access"))
    }

    assert kept
    assert not kept & others
