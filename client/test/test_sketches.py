"""``prepare``, and ``import`` with a source: what leaves, what is told, what is refused."""

import gzip
import json
import re
import subprocess
from base64 import b64decode, b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from integrates_ci.prepare import prepared, text
from integrates_ci.sketches import TOLD

from .api_server import Api, an_import, unpacked
from .ran import Ran
from .sources import CANARY, KEY, REAL, a_report, a_result, a_source, real, with_quotes

Run = Callable[..., Ran]


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the source; the command runs elsewhere, outside of any checkout."""
    monkeypatch.chdir(tmp_path)
    return a_source(tmp_path / "source")


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "report.sarif"
    path.write_text(json.dumps(a_report(a_result("app/db.py", 3))))
    return path


@pytest.fixture
def tool(api: Api, run: Run, report: Path) -> Run:
    """Return a function that runs the command on the report, with a server that gives a key."""
    api.sketch_key = KEY.id, b64encode(KEY.secret).decode()
    api.states = [an_import()]

    def run_with(command: str, *arguments: str, **options: Any) -> Ran:
        return run(command, str(report), "--group", "demo", "--root", "app", *arguments, **options)

    return run_with


def expected(report: Path, source: Path, **options: Any) -> Any:
    return prepared(json.loads(report.read_bytes()), source, KEY, **options).report


def sent(api: Api) -> Any:
    [upload] = api.uploads
    return json.loads(unpacked(upload))


def in_checkout(folder: Path) -> None:
    subprocess.run(("git", "init", "--quiet", str(folder)), check=True)


def test_a_report_is_prepared_to_output(tool: Run, report: Path, source: Path, api: Api) -> None:
    ran = tool("prepare", "--source", str(source))

    assert json.loads(ran.out) == expected(report, source)
    assert (ran.code, ran.err) == (0, "")
    assert api.variables == [{"groupName": "demo", "rootNickname": "app"}]


def test_a_report_may_be_prepared_in_place_and_packed(
    tool: Run, report: Path, source: Path
) -> None:
    done = expected(report, source, scanned=["app", "lib"])
    report.write_bytes(gzip.compress(report.read_bytes()))

    ran = tool("prepare", "--source", str(source), "-o", str(report), "--scanned", "app", "lib")

    assert json.loads(report.read_bytes()) == done
    assert ran.err == "integrates-ci: --scanned lib is not in the source\n"


def test_an_import_prepares_with_its_source(
    tool: Run, report: Path, source: Path, api: Api
) -> None:
    ran = tool("import", "--source", str(source), "--scanned", "app")

    assert sent(api) == expected(report, source, scanned=["app"])
    assert (ran.code, "sketch" in ran.err) == (0, False)


def test_the_checkout_is_the_source_if_the_files_are_there(
    tool: Run, report: Path, source: Path, api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_checkout(source)
    monkeypatch.chdir(source / "app")

    tool("import")

    assert sent(api) == expected(report, source)


@pytest.mark.parametrize("options", [(), ("--no-source",)])
def test_without_a_source_the_report_goes_as_it_is(
    tool: Run, report: Path, source: Path, api: Api, monkeypatch: pytest.MonkeyPatch, options: Any
) -> None:
    if options:
        in_checkout(source)
        monkeypatch.chdir(source)

    tool("import", *options)

    assert api.uploads == [report.read_bytes()]
    assert len(api.operations) == 1


def test_what_was_prepared_is_not_prepared_again_by_the_checkout_at_hand(
    tool: Run, report: Path, source: Path, api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    tool("prepare", "--source", str(source), "-o", str(report))
    in_checkout(source)
    monkeypatch.chdir(source)
    (source / "app/db.py").write_text("another version\n")

    tool("import")

    assert api.uploads == [report.read_bytes()]


def test_earlier_names_are_told(tool: Run, source: Path, api: Api) -> None:
    in_checkout(source)
    (source / "app/db.py").rename(source / "old.py")
    person = ("-c", "user.name=a", "-c", "user.email=a@example.com")
    for arguments in (
        ("add", "."),
        ("commit", "--quiet", "-m", "1"),
        ("mv", "old.py", "app/db.py"),
        ("commit", "--quiet", "-m", "2"),
    ):
        subprocess.run(("git", "-C", str(source), *person, *arguments), check=True)

    tool("import", "--source", str(source))

    [artifact] = sent(api)["runs"][0]["artifacts"]
    assert len(artifact["properties"]["integrates"]["renamedFrom"]) == 1


def test_a_refused_key_stops_a_preparation(tool: Run, source: Path, api: Api) -> None:
    api.sketch_key = "", ""

    ran = tool("prepare", "--source", str(source))

    assert (ran.code, ran.out) == (1, "")
    assert ran.err == "integrates-ci: Exception - Access denied\n"


def test_a_refused_key_does_not_stop_an_import(
    tool: Run, report: Path, source: Path, api: Api
) -> None:
    api.sketch_key = "", ""

    ran = tool("import", "--source", str(source))

    assert api.uploads == [report.read_bytes()]
    assert ran.code == 0
    assert ran.err.splitlines()[0] == (
        "integrates-ci: The report goes without a sketch: Exception - Access denied"
    )


def test_what_was_scanned_is_told_without_a_key_too(tool: Run, source: Path, api: Api) -> None:
    api.sketch_key = "", ""

    tool("import", "--source", str(source), "--scanned", "app")

    assert "properties" not in sent(api)["runs"][0]
    assert api.variables[-1]["scanned"] == ["app"]


@pytest.mark.parametrize("key", ["x", "AAAA", b64encode(bytes(31)).decode()])
def test_a_key_that_is_none_is_not_used_or_shown(
    tool: Run, source: Path, api: Api, key: str
) -> None:
    api.sketch_key = KEY.id, key

    ran = tool("prepare", "--source", str(source))

    assert ran.code == 1
    assert f"{key} " not in f"{ran.err} "


def test_a_report_over_the_bound_is_refused_or_goes_as_it_is(
    tool: Run, report: Path, source: Path, api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text, "MOST_BYTES", 500)
    told = "The prepared report would have more than 500 bytes"

    assert tool("prepare", "--source", str(source)).err == f"integrates-ci: {told}\n"
    imported = tool("import", "--source", str(source))

    assert f"goes without a sketch: {told}" in imported.err
    assert api.uploads == [report.read_bytes()]


def test_files_without_a_sketch_are_told_up_to_a_bound(
    tool: Run, report: Path, source: Path
) -> None:
    gone = [a_result(f"gone{number:02}.py", 1) for number in range(TOLD + 2)]
    report.write_text(json.dumps(a_report(a_result("app/db.py", 3), *gone)))

    lines = tool("prepare", "--source", str(source), "-o", str(report)).err.splitlines()

    assert len(lines) == TOLD + 1
    assert lines[0] == "integrates-ci: gone00.py has no sketch: it is not in the source"
    assert lines[-1] == "integrates-ci: 2 more files have no sketch"


@pytest.mark.parametrize("content", [b'{"dependencies": []}', b"a,b\n1,2\n", b"\x1f\x8b broken"])
def test_other_formats_are_sent_as_they_are_and_cannot_be_prepared(
    tool: Run, report: Path, source: Path, api: Api, content: bytes
) -> None:
    report.write_bytes(content)

    refused = tool("prepare", "--source", str(source))
    silent = tool("import")
    told = tool("import", "--source", str(source), "--scanned", "app", ".")

    assert refused.code == 1
    assert "report cannot be" in refused.err
    assert "report cannot be" not in silent.err
    assert "report cannot be" in told.err
    assert api.uploads == [content, content]
    assert [sent["scanned"] for sent in api.variables] == [None, ["app", "."]]


def test_a_format_that_is_named_is_not_looked_at(tool: Run, source: Path, api: Api) -> None:
    tool("import", "--source", str(source), "--format", "npm-audit")

    assert len(api.operations) == 1


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--source", "nowhere"), "--source nowhere is no folder"),
        (("--source", ".", "--scanned", "../x"), "--scanned ../x is not in the source"),
    ],
)
@pytest.mark.parametrize("command", ["import", "prepare"])
def test_a_wrong_source_is_wrong_usage(
    tool: Run, source: Path, api: Api, command: str, arguments: tuple[str, ...], told: str
) -> None:
    ran = tool(command, *arguments)

    assert (ran.code, ran.err) == (2, f"integrates-ci: {told}\n")
    assert (api.operations, source.is_dir()) == ([], True)


def test_an_output_that_cannot_be_written_is_told(tool: Run, source: Path) -> None:
    ran = tool("prepare", "--source", str(source), "-o", str(source))

    assert (ran.code, ran.err) == (
        2,
        f"integrates-ci: {source} cannot be written: Is a directory\n",
    )


@pytest.mark.parametrize("name", REAL)
def test_no_line_of_the_source_leaves(
    tool: Run, report: Path, source: Path, api: Api, name: str
) -> None:
    """Neither plain, nor packed, nor in base64, with results on the line or without."""
    report.write_text(json.dumps(real(name)))
    with_quotes(source, real(name))

    ran = tool("prepare", "--source", str(source))
    tool("import", "--source", str(source))

    left = [ran.out.encode(), *map(unpacked, api.uploads), repr(api.variables).encode()]
    texts = [found for each in left for found in re.findall(rb"[A-Za-z0-9+/]{16,}", each)]
    left += [b64decode(each[: len(each) // 4 * 4]) for each in texts]
    assert b"sketch" in left[0]
    assert all(CANARY.encode() not in each for each in left)
    assert all(KEY.secret not in each for each in left)
    assert all(b64encode(KEY.secret) not in each for each in left)
