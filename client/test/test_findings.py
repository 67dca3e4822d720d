import json
from collections.abc import Callable

from .api_server import Api, a_finding, a_vulnerability
from .ran import Ran

Run = Callable[..., Ran]


def test_the_worst_open_findings_come_first(api: Api, run: Run) -> None:
    api.findings = [
        a_finding(id="f1", severityScore=5.0, openVulnerabilities=1),
        a_finding(id="f2", severityScore=9.0, openVulnerabilities=0, status="SAFE"),
        a_finding(
            id="f3",
            title="B602",
            severityScore=7.5,
            openVulnerabilities=4,
            closedVulnerabilities=2,
        ),
    ]

    ran = run("findings", "--group", "demo")

    assert ran.code == 0
    assert ran.out.splitlines() == [
        "SEVERITY  STATUS      OPEN  CLOSED  FINDING                WHERE",
        "     7.5  VULNERABLE     4       2  B602                   app/db.py:41 and 3 more",
        "     5.0  VULNERABLE     1       0  CWE-89. SQL injection  app/db.py:41",
        "     9.0  SAFE           0       0  CWE-89. SQL injection  app/db.py:41",
    ]
    assert api.variables == [{"groupName": "demo", "first": 3}]


def test_json_is_for_programs(api: Api, run: Run) -> None:
    api.findings = [a_finding()]

    ran = run("findings", "--group", "demo", "--json")

    assert json.loads(ran.out) == [
        {
            "id": "f1",
            "title": "CWE-89. SQL injection",
            "status": "VULNERABLE",
            "severity": 7.5,
            "open": 1,
            "closed": 0,
            "places": ["app/db.py:41"],
        }
    ]


def test_csv_holds_no_formula(api: Api, run: Run) -> None:
    place = a_vulnerability(where="@SUM(A1)", specific="1")
    api.findings = [
        a_finding(
            title="=cmd|' /C calc'!A0", vulnerabilitiesConnection={"edges": [{"node": place}]}
        )
    ]

    ran = run("findings", "--group", "demo", "--csv")

    assert ran.out == (
        '"id","title","severity","status","open","closed","where"\n'
        '"f1","\'=cmd|\' /C calc\'!A0",7.5,"VULNERABLE",1,0,"\'@SUM(A1):1"\n'
    )


def test_an_empty_group_is_told_as_such(run: Run) -> None:
    ran = run("findings", "--group", "demo")

    assert ran.out == "There are no findings.\n"


def test_a_group_that_nobody_shows_is_refused(api: Api, run: Run) -> None:
    api.refusal = ("Access denied or group not found", "NOT_FOUND")

    ran = run("findings", "--group", "other", "--json")

    assert (ran.code, ran.out) == (1, "")
    assert ran.err == "integrates-ci: Access denied or group not found\n"
