import gzip
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from integrates_ci import imports
from integrates_ci.report import PLAIN_BYTES

from .api_server import (
    TOKEN,
    Api,
    Fault,
    a_result,
    a_vulnerability,
    an_import,
    unpacked,
)
from .ran import Ran

Run = Callable[..., Ran]

SARIF = {"version": "2.1.0", "runs": []}


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "bandit.sarif"
    path.write_text(json.dumps(SARIF))
    return path


@pytest.fixture
def importing(run: Run, report: Path) -> Run:
    def importing_with(*arguments: str, **options: object) -> Ran:
        return run("import", str(report), "--group", "demo", "--root", "app", *arguments, **options)

    return importing_with


def test_what_changed_is_shown_with_its_reason(api: Api, importing: Run) -> None:
    api.states = [an_import(counts={"created": 1, "moved": 1, "unchanged": 1, "closed": 1})]
    api.results = [a_result("CREATED", 0), a_result("UNCHANGED", 1), a_result("MOVED", 2)]
    api.closed = [a_result("CLOSED", 3, explanation="not reported any more")]

    ran = importing()

    assert ran.out.splitlines() == [
        "bandit into demo/app: DONE",
        "  created 1, matched 0, moved 1, reopened 0, unchanged 1, duplicate 0, closed 1, kept 0",
        "",
        "OUTCOME  SEVERITY  FINDING                WHERE         WHY",
        "CREATED       7.5  CWE-89. SQL injection  app/db.py:41  created because of a test",
        "MOVED         7.5  CWE-89. SQL injection  app/db.py:41  moved because of a test",
        "CLOSED        7.5  CWE-89. SQL injection  app/db.py:41  not reported any more",
        "  import i1",
    ]
    assert ran.code == 0


def test_the_report_arrives_as_it_is_with_its_origin(
    api: Api, importing: Run, report: Path
) -> None:
    api.states = [an_import()]

    importing(environ={"GITHUB_SHA": "c0ffee", "GITHUB_REF_NAME": "trunk"})

    assert api.uploads == [report.read_bytes()]
    assert api.variables == [
        {
            "groupName": "demo",
            "rootNickname": "app",
            "format": None,
            "commit": "c0ffee",
            "ref": "trunk",
            "dryRun": False,
            "scanned": None,
            "waitSeconds": 20,
            "report": report.read_bytes(),
        }
    ]


def test_options_go_before_what_the_build_tells(api: Api, importing: Run) -> None:
    api.states = [an_import()]

    importing("--commit", "f00d", "--ref", "v2", "--dry-run", environ={"GITHUB_SHA": "c0ffee"})

    [variables] = api.variables
    assert (variables["commit"], variables["ref"], variables["dryRun"]) == ("f00d", "v2", True)


@pytest.mark.parametrize(
    ("told", "sent"),
    [("sarif", "SARIF"), ("npm-audit", "NPM_AUDIT"), ("Generic_CSV", "GENERIC_CSV")],
)
def test_a_format_may_be_named_as_people_write_it(
    api: Api, importing: Run, told: str, sent: str
) -> None:
    api.states = [an_import()]

    importing("--format", told)

    [variables] = api.variables
    assert variables["format"] == sent


def test_a_large_report_is_packed_and_always_in_the_same_bytes(
    api: Api, importing: Run, report: Path
) -> None:
    report.write_text(json.dumps({**SARIF, "more": "x" * PLAIN_BYTES}))
    api.states = [an_import()]

    importing()
    importing()

    first, second = api.uploads
    assert first == second
    assert first[4:8] == bytes(4)  # the time of packing
    assert len(first) < PLAIN_BYTES
    assert unpacked(first) == report.read_bytes()


def test_a_packed_report_is_sent_as_it_is(api: Api, importing: Run, report: Path) -> None:
    packed = gzip.compress(os.urandom(PLAIN_BYTES), compresslevel=1)
    report.write_bytes(packed)
    api.states = [an_import()]

    importing()

    assert api.uploads == [packed]


def test_an_import_that_changes_nothing_reads_no_results(api: Api, importing: Run) -> None:
    api.states = [an_import(counts={"unchanged": 5})]

    ran = importing()

    assert len(api.operations) == 1
    assert ran.code == 0


def test_it_waits_for_the_outcome_and_tells_how_far_it_is(api: Api, importing: Run) -> None:
    api.states = [
        an_import(state="QUEUED", progress=0),
        an_import(state="RUNNING", progress=60),
        an_import(),
    ]

    ran = importing()

    assert ran.pauses == (imports.POLL_SECONDS, imports.POLL_SECONDS)
    assert ran.err.splitlines() == [
        "integrates-ci: uploading, 99 %",
        "integrates-ci: import i1 is QUEUED, 0 %",
        "integrates-ci: import i1 is RUNNING, 60 %",
        "integrates-ci: import i1 is DONE, 100 %",
    ]


def test_a_terminal_gets_a_bar_that_is_taken_away_at_the_end(api: Api, importing: Run) -> None:
    api.states = [an_import(state="RUNNING", progress=50), an_import()]

    ran = importing(on_terminal=True)

    assert "\r\x1b[K[###############---------------]  50 % import i1 is RUNNING" in ran.err
    assert ran.err.endswith("\r\x1b[K")


def test_an_import_not_over_in_time_has_its_own_code(api: Api, importing: Run) -> None:
    api.states = [an_import(state="RUNNING", progress=10)]

    ran = importing("--wait", "3", "--fail-on", "low")

    assert ran.code == 4
    assert ran.err.splitlines()[-1] == "integrates-ci: import i1 is RUNNING, 10 %"
    assert ran.out.splitlines()[0] == "bandit into demo/app: RUNNING"
    assert api.variables[0]["waitSeconds"] == 3


def test_who_does_not_want_to_wait_is_fine_with_a_queued_import(api: Api, importing: Run) -> None:
    api.states = [an_import(state="QUEUED", tool=None)]

    ran = importing("--wait", "0")

    assert ran.code == 0
    assert len(api.operations) == 1
    assert ran.pauses == ()


@pytest.mark.parametrize(
    ("state", "code"), [("HELD", 3), ("FAILED", 1), ("DISCARDED", 1), ("SOMETHING_NEW", 1)]
)
def test_an_end_that_is_not_done_is_told_with_its_reason(
    api: Api, importing: Run, state: str, code: int
) -> None:
    api.states = [an_import(state=state, reason="would close 15 of 20")]

    ran = importing("--fail-on", "low")

    assert ran.code == code
    assert ran.out.splitlines()[:2] == [
        f"bandit into demo/app: {state}",
        "  would close 15 of 20",
    ]


def test_the_gate_stops_the_build_at_its_severity(api: Api, importing: Run) -> None:
    api.states = [an_import(counts={"unchanged": 1})]
    api.results = [a_result("UNCHANGED")]

    ran = importing("--fail-on", "high")

    assert ran.code == 66
    assert ran.err.splitlines()[-3:] == [
        "The gate is broken by 1:",
        "OUTCOME    SEVERITY  FINDING                WHERE         WHY",
        "UNCHANGED       7.5  CWE-89. SQL injection  app/db.py:41  unchanged because of a test",
    ]


@pytest.mark.parametrize("gate", ["critical", "7.6", "low:new"])
def test_the_gate_lets_the_rest_pass(api: Api, importing: Run, gate: str) -> None:
    api.states = [an_import(counts={"unchanged": 1})]
    api.results = [a_result("UNCHANGED")]

    ran = importing("--fail-on", gate)

    assert ran.code == 0


def test_what_only_a_dry_run_sees_is_told_by_the_server(api: Api, importing: Run) -> None:
    api.states = [an_import(counts={"created": 2})]
    api.results = [
        a_result("CREATED", 0, vulnerability=None, severity=9.1, where="app/app/new.py"),
        a_result("CREATED", 1, vulnerability=None, severity=2.5, title="Noise"),
    ]

    ran = importing("--dry-run", "--fail-on", "critical:new")

    assert ran.code == 66
    assert ran.out.splitlines()[3:6] == [
        "OUTCOME  SEVERITY  FINDING                WHERE              WHY",
        "CREATED       9.1  CWE-89. SQL injection  app/app/new.py:41  created because of a test",
        "CREATED       2.5  Noise                  app/db.py:41       created because of a test",
    ]


@pytest.mark.parametrize("content", ['{"SchemaVersion": 2}', "[]", "tool,rule\n"])
def test_a_gate_on_a_dry_run_works_for_every_format(
    api: Api, importing: Run, report: Path, content: str
) -> None:
    report.write_text(content)
    api.states = [an_import(counts={"created": 1})]
    api.results = [a_result("CREATED", 0, vulnerability=None, severity=7.0)]

    assert importing("--dry-run", "--fail-on", "high:new").code == 66
    assert importing("--dry-run", "--fail-on", "critical:new").code == 0


def test_a_branch_is_told_as_what_it_would_change(api: Api, importing: Run) -> None:
    comparison = {"introduces": 2, "fixes": 1, "keeps": 30}
    api.states = [an_import(dryRun=True, isBranch=True, ref="feature", comparison=comparison)]

    ran = importing("--ref", "feature")

    assert ran.out.splitlines()[:2] == [
        "bandit into demo/app: DONE (branch feature, only compared)",
        "  introduces 2, fixes 1, keeps 30",
    ]


def test_a_dry_run_is_told_as_such(api: Api, importing: Run) -> None:
    api.states = [an_import(dryRun=True)]

    ran = importing("--dry-run")

    assert ran.out.splitlines()[0] == "bandit into demo/app: DONE (dry run, nothing is kept)"


def test_the_gate_does_not_decide_on_what_nobody_told(api: Api, importing: Run) -> None:
    api.states = [an_import(counts={"created": 1})]
    api.results = [a_result("CREATED", 0, vulnerability=None, severity=None)]

    ran = importing("--dry-run", "--fail-on", "low")

    assert ran.code == 1
    assert "The severity of result 0 of run 0 is not known" in ran.err.splitlines()[-1]


def test_what_a_person_removed_breaks_no_gate(api: Api, importing: Run) -> None:
    api.states = [an_import(counts={"unchanged": 1})]
    api.results = [a_result("UNCHANGED", 0, vulnerability=None)]

    assert importing("--fail-on", "low").code == 0


def test_what_was_scanned_is_sent(api: Api, importing: Run) -> None:
    api.states = [an_import()]

    importing("--scanned", "app", "lib/db.py", "--scanned", "tools")

    assert api.variables[0]["scanned"] == ["app", "lib/db.py", "tools"]


def test_a_table_asks_for_what_changed_alone(api: Api, importing: Run) -> None:
    api.states = [an_import(counts={"created": 1, "unchanged": 1})]
    api.results = [a_result("UNCHANGED", 0), a_result("CREATED", 1)]

    ran = importing()

    assert api.variables[1]["outcomes"] == ["CREATED", "REOPENED", "MOVED", "MATCHED"]
    assert ran.out.count("because of a test") == 1


def test_json_holds_every_result_of_every_page(api: Api, importing: Run) -> None:
    api.states = [an_import(counts={"unchanged": 500, "closed": 1})]
    api.results = [a_result("UNCHANGED", index) for index in range(500)]
    api.closed = [a_result("CLOSED", 0)]

    ran = importing("--json")

    content = json.loads(ran.out)
    assert [result["result_index"] for result in content["results"]] == list(range(500))
    assert content["import"]["counts"]["unchanged"] == 500
    assert [closed["vulnerability"]["id"] for closed in content["closed"]] == ["v0"]


def test_a_table_reads_no_more_than_it_shows(api: Api, importing: Run) -> None:
    api.states = [an_import(counts={"created": 1000})]
    api.results = [a_result("CREATED", index) for index in range(1000)]

    ran = importing()

    assert len(api.operations) == 2
    assert ran.out.splitlines()[-2] == "... and 800 more: --json has them all"


def test_pages_without_an_end_are_not_read_for_ever(api: Api, importing: Run) -> None:
    api.states = [an_import(counts={"created": 1})]
    page = {"edges": [], "pageInfo": {"hasNextPage": True, "endCursor": "same"}}
    api.results_page = page

    ran = importing("--json")

    assert ran.code == 1
    assert ran.err.splitlines()[-1] == "integrates-ci: The pages of results have no end"


def test_a_root_is_created_only_where_it_is_not(api: Api, importing: Run) -> None:
    api.states = [an_import()]

    first = importing("--create-root", "https://example.com/app.git", "--ref", "trunk")
    second = importing("--create-root", "https://example.com/app.git", "--ref", "trunk")

    assert api.roots == ["app"]
    assert api.variables[1] == {
        "groupName": "demo",
        "nickname": "app",
        "url": "https://example.com/app.git",
        "branch": "trunk",
        "environment": "production",
    }
    assert first.err.splitlines()[0] == "integrates-ci: Root app was created"
    assert "was created" not in second.err


def test_a_root_whose_making_was_not_heard_of_is_not_made_twice(api: Api, importing: Run) -> None:
    api.states = [an_import()]
    api.faults = [None, Fault(status=0, is_late=True)]

    ran = importing("--create-root", "https://example.com/app.git")

    assert ran.code == 0
    assert api.roots == ["app"]
    assert len(api.uploads) == 1


def test_a_root_that_cannot_be_made_is_told(api: Api, importing: Run) -> None:
    api.states = [an_import()]
    api.root_refusal = "Exception - Error value is not valid"

    ran = importing("--create-root", "nonsense")

    assert ran.code == 1
    assert ran.err.splitlines() == ["integrates-ci: Exception - Error value is not valid"]
    assert (api.roots, api.uploads) == ([], [])


def test_what_a_report_says_cannot_steer_the_terminal(api: Api, importing: Run) -> None:
    api.states = [an_import(counts={"created": 1}, reason="a\n::error::b")]
    api.results = [
        a_result("CREATED", vulnerability=a_vulnerability(where="\x1b[2Jx\n::set-env::y"))
    ]

    ran = importing()

    assert "\x1b" not in ran.out
    assert not [line for line in ran.out.splitlines() if line.startswith("::")]
    assert r"\x1b[2Jx\n::set-env::y:41" in ran.out


def test_a_report_that_is_not_there_is_wrong_usage(api: Api, run: Run, tmp_path: Path) -> None:
    missing = tmp_path / "missing.sarif"

    ran = run("import", str(missing), "--group", "demo", "--root", "app")

    assert ran.code == 2
    assert ran.err == f"integrates-ci: {missing} cannot be read: No such file or directory\n"
    assert api.operations == []


def test_a_refusal_is_told_in_the_servers_words(api: Api, importing: Run) -> None:
    api.refusal = ("Access denied or group not found", "NOT_FOUND")

    ran = importing()

    assert ran.code == 1
    assert ran.err.splitlines()[-1] == "integrates-ci: Access denied or group not found"


def test_a_lost_answer_is_asked_for_again_under_the_same_key(api: Api, importing: Run) -> None:
    api.faults = [Fault(status=0), Fault(status=503, headers={"Retry-After": "7"})]
    api.states = [an_import()]

    ran = importing()

    assert ran.code == 0
    assert ran.pauses == (0.5, 7.0)
    assert len(api.uploads) == 1
    assert len({headers["Idempotency-Key"] for headers in api.headers}) == 1


def test_a_token_of_someone_else_is_never_printed(importing: Run) -> None:
    wrong = TOKEN[::-1]

    ran = importing("--token", wrong)

    assert ran.code == 1
    assert ran.err.splitlines()[-1] == (
        "integrates-ci: Login required (is the token right, and has it not expired?)"
    )
    assert wrong not in ran.out + ran.err


def test_an_error_that_quotes_the_token_is_told_without_it(api: Api, importing: Run) -> None:
    api.refusal = (f"Token {TOKEN} is odd", "INVALID")

    ran = importing()

    assert ran.err.splitlines()[-1] == "integrates-ci: Token *** is odd"
