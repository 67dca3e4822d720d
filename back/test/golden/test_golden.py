"""What reviewers read is what holds: the policy, and the schema with its guards.

A change that is meant is taken over by running these tests with ``INTEGRATES_TEST_RENEW=1``.
"""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from api import executable_schema
from golden.rendering import policy_text, schema_text, scopes_text

HERE = Path(__file__).parent
RENEW = "INTEGRATES_TEST_RENEW"


@pytest.mark.parametrize(
    ("name", "render"),
    [
        ("policy.txt", policy_text),
        ("scopes.txt", scopes_text),
        ("schema.graphql", lambda: schema_text(executable_schema())),
    ],
)
def test_what_was_reviewed_is_what_holds(name: str, render: Callable[[], str]) -> None:
    path, now = HERE / name, render()
    if os.environ.get(RENEW):
        path.write_text(now)

    reviewed = path.read_text() if path.exists() else ""

    how = f"is the change meant? then: {RENEW}=1 ./m . /integrates/back/test -k reviewed"
    assert now.splitlines() == reviewed.splitlines(), how


def test_the_schema_tells_who_may_see_what() -> None:
    text = (HERE / "schema.graphql").read_text()

    assert '@guard(action: "api_mutations_add_group_mutate", on: ORGANIZATION_NAMED' in text
    assert "@same" in text
    assert "@open(reason:" in text
    assert "type Group @entity {" in text
