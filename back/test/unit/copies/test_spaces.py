"""Which items are copied, of all the spaces that the code has."""

import re
from pathlib import Path

import pytest

from copies import spaces
from copies.spaces import is_copied, is_copied_unseen, kind_of
from store.types import Key

pytestmark = pytest.mark.not_changes_db

SOURCES = Path(spaces.__file__).parents[1]
# What people did or wished for, and what cannot be told from the rest any more.
COPIED = {
    "~AUD",
    "~CIRC#",
    "~CNT#",
    "~CON#",
    "~FIGURES",
    "~IDEM#",
    "~IDN#",
    "~JOB#",
    "~JOBQ#",
    "~JTI#",
    "~KEY",
    "~LINK#",
    "~LNK#",
    "~MAIL#",
    "~RMND#",
    "~SEC#",
    "~SES#",
    "~SIGNIN#",
    "~TOK#",
    "~TOKUSE#",
    "~UNQ#",
}
OF_ONE_STORE = {"~CKP#", "~COPY", "~LSE#", "~PRK#", "~PRKI#", "~RATE#", "~SCAN#", "~SCHEMA"}


def test_it_is_decided_of_every_space_of_the_code_whether_it_is_copied() -> None:
    found = {
        name
        for path in SOURCES.rglob("*.py")
        for name in re.findall(r'"(~[A-Z]+#?)', path.read_text())
    }

    assert found == COPIED | OF_ONE_STORE
    assert {name for name in found if is_copied(Key(f"{name}x"))} == COPIED


@pytest.mark.parametrize(
    "kind", ["catch-up-audit", "rebuild-index", "recount-figures", "spread-to-index"]
)
def test_jobs_that_keep_up_what_is_derived_are_of_one_store(kind: str) -> None:
    assert not is_copied(Key(f"~JOB#{kind}#all"))


def test_a_stream_tells_of_all_but_the_unstreamed_space() -> None:
    assert is_copied_unseen(Key("~UNQ#1"))
    assert not is_copied_unseen(Key("FIN#1"))
    assert not is_copied_unseen(Key("~CKP#search"))


def test_the_kind_of_a_partition_is_what_it_begins_with() -> None:
    assert [kind_of("VUL#1#2"), kind_of("~UNQ#1"), kind_of("ORGS")] == ["VUL", "~UNQ", "ORGS"]
