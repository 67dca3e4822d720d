import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrates_ci.errors import Undecided, WrongUsage
from integrates_ci.gate import Gate, breaking, gate_from
from integrates_ci.values import Result, Vulnerability

OUTCOMES = (
    "CREATED",
    "MATCHED",
    "MOVED",
    "REOPENED",
    "UNCHANGED",
    "DUPLICATE",
    "SUPPRESSED",
    "IGNORED",
)


def result(
    outcome: str, *, id_: str = "v", severity: float = 7.5, state: str = "VULNERABLE"
) -> Result:
    return Result(
        run_index=0,
        result_index=0,
        outcome=outcome,
        layer=None,
        explanation=None,
        vulnerability=Vulnerability(
            id=id_, title="", where="", specific="", state=state, severity=severity
        ),
    )


@pytest.mark.parametrize(
    ("text", "gate"),
    [
        ("low", Gate(severity=0.1, only_new=False)),
        ("medium:new", Gate(severity=4.0, only_new=True)),
        ("high", Gate(severity=7.0, only_new=False)),
        ("critical", Gate(severity=9.0, only_new=False)),
        ("0:new", Gate(severity=0.0, only_new=True)),
        ("10.0", Gate(severity=10.0, only_new=False)),
    ],
)
def test_a_gate_is_a_level_or_a_score(text: str, gate: Gate) -> None:
    assert gate_from(text) == gate


@pytest.mark.parametrize(
    "text", ["", "hight", "HIGH", "10.1", "-1", "nan", "high:", "high:old", "inf"]
)
def test_what_is_no_gate_is_refused(text: str) -> None:
    with pytest.raises(WrongUsage):
        gate_from(text)


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_each_outcome_counts_as_what_it_says(outcome: str) -> None:
    everything = breaking(Gate(severity=7.5, only_new=False), [result(outcome)])
    only_new = breaking(Gate(severity=7.5, only_new=True), [result(outcome)])

    assert bool(everything) is (outcome in OUTCOMES[:5])
    assert bool(only_new) is (outcome in ("CREATED", "REOPENED"))


def test_what_a_person_removed_does_not_break_a_gate() -> None:
    removed = result("UNCHANGED", state="DELETED")

    assert breaking(Gate(severity=0, only_new=False), [removed]) == ()


def test_what_a_dry_run_would_reopen_breaks_a_gate_though_it_is_closed() -> None:
    closed = result("REOPENED", state="SAFE")

    assert breaking(Gate(severity=0, only_new=True), [closed]) == (closed,)


def test_a_vulnerability_breaks_a_gate_once() -> None:
    first, again = result("CREATED"), result("UNCHANGED")

    assert breaking(Gate(severity=0, only_new=False), [first, again]) == (first,)


def test_a_gate_does_not_decide_without_a_severity() -> None:
    unknown = Result(
        run_index=1,
        result_index=2,
        outcome="CREATED",
        layer=None,
        explanation=None,
        vulnerability=None,
    )

    with pytest.raises(Undecided, match="result 2 of run 1"):
        breaking(Gate(severity=10, only_new=True), [unknown])


results_of_any_kind = st.lists(
    st.builds(
        result,
        st.sampled_from(OUTCOMES),
        id_=st.sampled_from("abc"),
        severity=st.floats(0, 10),
        state=st.sampled_from(("VULNERABLE", "SAFE", "DELETED")),
    )
)


@given(results_of_any_kind, st.floats(0, 10), st.booleans())
def test_a_higher_gate_is_broken_by_no_more(
    results: list[Result],
    severity: float,
    only_new: bool,  # noqa: FBT001 - drawn
) -> None:
    lower = breaking(Gate(severity=severity / 2, only_new=only_new), results)
    higher = breaking(Gate(severity=severity, only_new=only_new), results)

    assert {each.vulnerability.id for each in higher if each.vulnerability} <= {
        each.vulnerability.id for each in lower if each.vulnerability
    }
