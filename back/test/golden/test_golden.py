"""What reviewers read is what holds: the policy, and the schema with its guards.

A change that is meant is taken over by running these tests with ``INTEGRATES_TEST_RENEW=1``.
"""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from api import executable_schema
from golden.rendering import policy_text, schema_text, scopes_text
from golden.who import who_may_do_what

HERE = Path(__file__).parent
README = HERE.parents[2] / "README.md"
BEGIN, END = "<!-- who may do what: made from the policy -->\n\n", "\n\n<!-- end -->\n"
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


def test_what_was_reviewed_is_what_the_readme_tells() -> None:
    before, begin, rest = README.read_text().partition(BEGIN)
    told, end, after = rest.partition(END)
    assert begin
    assert end
    now = who_may_do_what()
    if os.environ.get(RENEW):
        README.write_text(f"{before}{begin}{now}{end}{after}")
        told = now

    how = f"is the change meant? then: {RENEW}=1 ./m . /integrates/back/test -k reviewed"
    assert told.splitlines() == now.splitlines(), how


def test_the_schema_tells_who_may_see_what() -> None:
    text = (HERE / "schema.graphql").read_text()

    assert '@guard(action: "api_mutations_add_group_mutate", on: ORGANIZATION_NAMED' in text
    assert "@same" in text
    assert "@open(reason:" in text
    assert "type Group @entity {" in text
