"""What mails say: every value is plain text to whoever reads them."""

import re
from string import Template
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mail.content import content_of, templates

NAMES: Final = (
    *("confirm", "credentials", "days", "group", "inviter", "organization", "origin", "owner"),
    *("person", "place", "reject", "role", "since", "token", "until"),
)
VALUES: Final = {name: f"the {name}" for name in NAMES}
MARKUP: Final = re.compile(r"<[^>]*>")


def test_there_are_templates_for_what_is_sent() -> None:
    assert templates() == (
        *("account_deletion", "credentials_owner", "group_invitation", "inactive_account"),
        *("inactive_member", "organization_invitation", "token_expires", "token_unused"),
        "unsubscription",
    )


@pytest.mark.parametrize("name", templates())
def test_both_parts_say_the_same_values(name: str) -> None:
    content = content_of(name, VALUES)

    shown = {each for each in NAMES if VALUES[each] in content.text}
    assert shown
    assert shown == {each for each in NAMES if VALUES[each] in content.html}
    assert "$" not in content.subject + content.text + content.html


@pytest.mark.parametrize("name", templates())
@given(value=st.text())
def test_no_value_is_markup_nor_another_line_of_a_header(name: str, value: str) -> None:
    plain, filled = content_of(name, VALUES), content_of(name, dict.fromkeys(NAMES, value))

    assert len(MARKUP.findall(filled.html)) == len(MARKUP.findall(plain.html))
    assert len(filled.subject.splitlines()) <= 1
    assert len(filled.text.splitlines()) == len(plain.text.splitlines())


def test_a_value_that_is_missing_is_a_bug_that_is_told() -> None:
    with pytest.raises(KeyError):
        content_of("unsubscription", {"group": "demogroup"})


def test_a_value_is_not_looked_into_for_names() -> None:
    content = content_of("unsubscription", {"group": "$person", "person": "${group}"})

    assert content.subject == "${group} left the group $person"
    assert Template(content.text).get_identifiers() == ["group", "person"]
