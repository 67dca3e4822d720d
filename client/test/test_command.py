import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import integrates_ci

from .api_server import TOKEN, Api, a_finding, an_import
from .ran import Ran

Run = Callable[..., Ran]
PACKAGE = Path(integrates_ci.__file__).parent
WAYS = [
    pytest.param((str(PACKAGE),), {}, id="as a folder"),
    pytest.param(("-m", "integrates_ci"), {"PYTHONPATH": str(PACKAGE.parent)}, id="as a module"),
]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "required: COMMAND"),
        (("export",), "invalid choice"),
        (("import", "r.sarif", "--group", "g"), "required: --root"),
        (("import", "r", "--group", "g", "--root", "r", "--fail-on", "bad"), "is no severity"),
        (("import", "r", "--group", "g", "--root", "r", "--wait", "-1"), "argument --wait"),
        (
            ("import", "r", "--group", "g", "--root", "r", "--wait", "0", "--fail-on", "low"),
            "cannot go with --wait 0",
        ),
        (("findings", "--group", "g", "--json", "--csv"), "not allowed with"),
    ],
)
def test_wrong_usage_is_told_and_sends_nothing(
    api: Api,
    run: Run,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    message: str,
) -> None:
    ran = run(*arguments)

    assert ran.code == 2
    assert message in capsys.readouterr().err
    assert api.headers == []


def test_more_paths_than_the_api_takes_are_wrong_usage(
    api: Api, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    paths = map(str, range(251))

    ran = run("import", "r.sarif", "--group", "g", "--root", "r", "--scanned", *paths)

    assert ran.code == 2
    told = "--scanned takes at most 250 paths: name folders instead of files"
    assert told in capsys.readouterr().err
    assert api.headers == []


def test_without_a_token_nothing_is_sent(api: Api, run: Run) -> None:
    ran = run("findings", "--group", "g", environ={"INTEGRATES_API_TOKEN": ""})

    assert ran.code == 2
    assert ran.err == "integrates-ci: No token: set INTEGRATES_API_TOKEN, or give --token\n"
    assert api.headers == []


@pytest.mark.parametrize(("way", "environ"), WAYS)
def test_it_runs_from_a_checkout_without_a_warning(
    api: Api, tmp_path: Path, way: tuple[str, ...], environ: dict[str, str]
) -> None:
    api.findings = [a_finding(title="naïve")]

    done = subprocess.run(
        (sys.executable, "-W", "error", *way, "findings", "--group", "g"),
        cwd=tmp_path,
        env={
            "INTEGRATES_API_TOKEN": TOKEN,
            "INTEGRATES_API_URL": api.url,
            "LC_ALL": "C",
            "PYTHONUTF8": "0",
            "PYTHONCOERCECLOCALE": "0",
            "PYTHONDONTWRITEBYTECODE": "1",
            **environ,
        },
        capture_output=True,
        check=True,
        text=True,
    )

    assert done.stdout.splitlines()[1].split() == [
        "7.5",
        "VULNERABLE",
        "1",
        "0",
        r"na\xefve",
        "app/db.py:41",
    ]
    assert done.stderr == ""


def test_a_report_can_come_from_standard_input(api: Api, tmp_path: Path) -> None:
    api.states = [an_import()]

    done = subprocess.run(
        (sys.executable, str(PACKAGE), "import", "-", "--group", "g", "--root", "r"),
        cwd=tmp_path,
        env={"INTEGRATES_API_TOKEN": TOKEN, "INTEGRATES_API_URL": api.url},
        input=b"from a pipe",
        capture_output=True,
        check=False,
    )

    assert done.returncode == 0
    assert api.uploads == [b"from a pipe"]


def test_a_reader_that_has_seen_enough_is_no_accident(api: Api, tmp_path: Path) -> None:
    api.findings = [a_finding(id=str(number)) for number in range(2000)]
    reading, writing = os.pipe()
    os.close(reading)

    done = subprocess.run(
        (sys.executable, str(PACKAGE), "findings", "--group", "g"),
        cwd=tmp_path,
        env={"INTEGRATES_API_TOKEN": TOKEN, "INTEGRATES_API_URL": api.url},
        stdout=writing,
        stderr=subprocess.PIPE,
        check=False,
        text=True,
    )
    os.close(writing)

    assert (done.returncode, done.stderr) == (1, "")


def test_a_table_is_as_wide_as_the_environment_says(api: Api, run: Run) -> None:
    api.findings = [a_finding(title="x" * 100)]

    ran = run("findings", "--group", "g", environ={"COLUMNS": "72"})

    assert [len(line) for line in ran.out.splitlines()] == [65, 72]
