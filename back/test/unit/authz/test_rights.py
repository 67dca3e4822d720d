"""Rights in a form that can be compared later."""

from hypothesis import given
from hypothesis import strategies as st

from authz.rights import rights_of
from db_model.access.types import GroupRole
from db_model.stakeholders.types import PlatformRole
from unit.authz.test_access import an_access

BUILT_IN = [role for role in GroupRole if role is not GroupRole.CUSTOM]
ROLES = st.dictionaries(st.sampled_from("abcdef"), st.sampled_from(BUILT_IN))


@given(ROLES, st.data())
def test_who_gains_a_group_has_lost_nothing_and_who_loses_one_has(
    roles: dict[str, GroupRole], data: st.DataObject
) -> None:
    kept = data.draw(st.sets(st.sampled_from(sorted(roles)))) if roles else set()
    more = rights_of(an_access(PlatformRole.USER, **roles))

    fewer = rights_of(
        an_access(PlatformRole.USER, **{name: roles[name] for name in roles if name in kept})
    )

    assert fewer <= more
    assert (more <= fewer) is (kept == roles.keys())


def test_another_role_in_the_same_group_is_not_the_same_right() -> None:
    one = rights_of(an_access(PlatformRole.USER, a=GroupRole.USER_MANAGER))
    other = rights_of(an_access(PlatformRole.USER, a=GroupRole.USER))

    assert not one <= other
    assert rights_of(an_access(PlatformRole.ADMIN)) != rights_of(an_access(PlatformRole.USER))
