"""Keys: no text leaves its place, and no two things share one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db_model.access import keys as access_keys
from db_model.api_tokens import keys as token_keys
from db_model.environments import keys as environment_keys
from db_model.findings import keys as finding_keys
from db_model.findings.types import DetectedBy
from db_model.groups import keys as group_keys
from db_model.imports import keys as import_keys
from db_model.keys import history, part, unique
from db_model.organizations import keys as organization_keys
from db_model.roots import keys as root_keys
from db_model.sessions import keys as session_keys
from db_model.sign_in_links import keys as link_keys
from db_model.stakeholders import keys as stakeholder_keys
from db_model.types import (
    Email,
    EnvironmentId,
    FindingId,
    GroupName,
    ImportId,
    OrganizationId,
    RootId,
    SessionId,
    SignInLinkId,
    TokenId,
    VulnerabilityId,
)
from db_model.vulnerabilities import keys as vulnerability_keys
from store.limits import check_keys
from store.types import Key

pytestmark = pytest.mark.not_changes_db

TEXTS = st.one_of(
    st.text(max_size=30),
    st.text("ab#%2\x00", max_size=8),
    st.text("aé#", min_size=590, max_size=700),
    st.text(max_size=30).map(lambda text: text * 100),
)


@given(text=TEXTS)
def test_a_part_has_neither_separator_nor_control_characters(text: str) -> None:
    found = part(text)

    assert "#" not in found
    assert [letter for letter in found if letter < " " or letter == "\x7f"] == []
    assert len(found.encode()) <= 600


@given(one=TEXTS, other=TEXTS)
def test_parts_of_different_texts_differ(one: str, other: str) -> None:
    assert (part(one) == part(other)) == (one == other)


@given(start=st.text("aé", min_size=600, max_size=700), one=TEXTS, other=TEXTS)
def test_long_texts_that_begin_alike_differ(start: str, one: str, other: str) -> None:
    assert (part(start + one) == part(start + other)) == (one == other)


@given(texts=st.tuples(TEXTS, TEXTS), others=st.tuples(TEXTS, TEXTS))
def test_what_must_be_unique_is_told_apart_part_by_part(
    texts: tuple[str, str], others: tuple[str, str]
) -> None:
    assert (unique("kind", *texts) == unique("kind", *others)) == (texts == others)


def test_a_part_cannot_pass_for_two() -> None:
    assert unique("kind", "a#b", "c") != unique("kind", "a", "b#c")
    assert part("a%23b") != part("a#b")


@given(one=st.integers(0, 10**15), other=st.integers(0, 10**15))
def test_history_sorts_as_versions_do(one: int, other: int) -> None:
    earlier, later = history("A#1", "state", one), history("A#1", "state", other)

    assert (earlier < later) == (one < other)


def _keys(text: str) -> dict[str, Key]:
    """Return the key of each thing that ``text`` could name."""
    group = GroupName(text)
    return {
        "access to a group": access_keys.of_group(Email(text), group),
        "token": token_keys.main(Email("ada@example.com"), TokenId(text)),
        "use of a token": token_keys.use(TokenId(text)),
        "environment": environment_keys.main(group, RootId(text), EnvironmentId(text)),
        "finding": finding_keys.main(FindingId(text)),
        "figures": finding_keys.figures(FindingId(text)),
        "rule": finding_keys.rule(group, DetectedBy(tool=text, rule=text)),
        "group": group_keys.main(group),
        "import": import_keys.main(ImportId(text)),
        "organization": organization_keys.main(OrganizationId(f"ORG#{text}")),
        "name of an organization": organization_keys.name(text),
        "root": root_keys.main(group, RootId(text)),
        "nickname": root_keys.nickname(group, text),
        "branch": root_keys.address(OrganizationId(f"ORG#{text}"), text, text),
        "repository": root_keys.repository(group, text),
        "machine": root_keys.machine(group, text),
        "session": session_keys.main(Email("ada@example.com"), SessionId(text)),
        "sign-in link": link_keys.main(Email("ada@example.com"), SignInLinkId(text)),
        "person": stakeholder_keys.main(Email(text)),
        "vulnerability": vulnerability_keys.main(VulnerabilityId(text)),
    }


@given(text=TEXTS)
def test_every_key_is_one_that_a_store_takes(text: str) -> None:
    check_keys(_keys(text).values())


@given(one=TEXTS, other=TEXTS)
def test_no_two_things_lie_in_one_place(one: str, other: str) -> None:
    first, second = _keys(one), _keys(other)

    shared = {
        (name, another)
        for name, key in first.items()
        for another, other_key in second.items()
        if key == other_key
    }
    assert shared == ({(name, name) for name in first} if one == other else set())


@given(text=TEXTS)
def test_an_id_of_an_organization_that_has_not_its_form_leads_nowhere_else(text: str) -> None:
    assert organization_keys.main(OrganizationId(text)).pk.startswith("ORG#")
    assert organization_keys.main(OrganizationId(text)).pk.count("#") == 1
