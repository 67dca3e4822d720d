"""What the command runs, and what it says when it cannot."""

import pytest

from engines import command
from engines.command import chosen, for_pytest, main
from engines.process import TOLD_BYTES


def test_only_engines_that_need_nothing_but_python_run_unnamed() -> None:
    assert list(chosen(["-k", "commit"])) == ["dynamodb", "opensearch"]
    named = ["s3", "kms", "browser", "nginx"]
    assert list(chosen(named)) == ["dynamodb", "opensearch", *named]


def test_every_suite_is_run_unless_a_path_is_given() -> None:
    first = ["back/test/engines", "back/test/contract"]
    then = ["back/test/functional", "back/test/outages"]

    assert for_pytest(["s3", "-k", "commit"]) == [
        ["-n", "auto", "-k", "commit", *first],
        ["-n", "auto", "-k", "commit", *then],
    ]
    assert for_pytest(["browser"]) == [
        ["-n", "auto", *first, "back/test/browser"],
        ["-n", "auto", *then],
    ]
    assert for_pytest(["nginx"])[0] == ["-n", "auto", *first, "back/test/proxy"]
    assert for_pytest(["-n0", "back/test/engines::x"]) == [["-n0", "back/test/engines::x"]]


def test_a_missing_engine_fails_the_run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "ALWAYS", {})
    monkeypatch.setenv("INTEGRATES_TEST_CHROMIUM", "/nowhere")

    assert main(["browser"]) == 1

    told = capsys.readouterr().err
    assert told == (
        "browser: Chromium is needed on PATH, or its file in INTEGRATES_TEST_CHROMIUM\n"
    )
    assert len(told) < TOLD_BYTES
