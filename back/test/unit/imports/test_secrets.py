"""The value of a secret that a tool found goes no further than its reader."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from db_model.imports.types import ReportFormat as Format
from imports.child import Limits, compare
from imports.child.files import write_lines
from imports.formats.errors import ReportRefused
from imports.matching import OutcomeKind, match
from reports.made import FOLDER, known_from
from reports.samples import WRITTEN, read, read_bytes

GITLEAKS = WRITTEN / "gitleaks.json"
_SECRET = "canary-7Zq2LxVw9RtB4nKd"


def _leaks() -> list[dict[str, Any]]:
    leaks: list[dict[str, Any]] = json.loads(GITLEAKS.read_bytes())
    return leaks


def _contents(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir())


@pytest.mark.parametrize("name", ["gitleaks.json", "trivy.json", "zap.json", "nuclei.jsonl"])
async def test_nothing_that_was_planted_leaves_the_comparing_process(
    tmp_path: Path, name: str
) -> None:
    write_lines(tmp_path / "known", ())

    await compare(WRITTEN / name, tmp_path / "known", tmp_path, limits=Limits())

    written = _contents(tmp_path)
    assert len(written) > 1_000
    assert b"canary" not in written.lower()
    assert b"person@example.com" not in written


@pytest.mark.parametrize("name", ["detect-secrets.json"])
def test_not_even_the_hash_that_the_tool_tells_is_kept(name: str) -> None:
    told = json.loads((FOLDER / name).read_bytes())["results"]["app/settings.py"]

    kept = msgspec.json.encode(read(FOLDER / name)).decode()

    assert len(told) == 4
    assert [each["hashed_secret"] for each in told if each["hashed_secret"] in kept] == []


@pytest.mark.parametrize("member", ["Secret", "Match", "RuleID", "File", "StartLine"])
def test_a_refusal_does_not_tell_the_secret(tmp_path: Path, member: str) -> None:
    leaks = _leaks()
    leaks[0][member] = [_SECRET]
    content = json.dumps(leaks).encode()

    if member == "Match":
        read_bytes(tmp_path, content, Format.GITLEAKS)
        return
    with pytest.raises(ReportRefused) as refused:
        read_bytes(tmp_path, content, Format.GITLEAKS)
    assert "canary" not in str(refused.value) + repr(refused.value.details)


def test_a_secret_is_known_again_on_another_line_and_in_another_file(tmp_path: Path) -> None:
    before, _ = read(GITLEAKS)
    leaks = _leaks()
    leaks[0] |= {"StartLine": 40, "EndLine": 40, "Fingerprint": "app/settings.py:x:5"}
    leaks[2]["File"] = "deploy/production/env.sh"

    after, _ = read_bytes(tmp_path, json.dumps(leaks).encode())
    matched = match(after, known_from(before))

    assert [(each.kind, each.vulnerability) for each in matched.outcomes] == [
        (OutcomeKind.MOVED, "v0"),
        (OutcomeKind.UNCHANGED, "v1"),
        (OutcomeKind.MOVED, "v2"),
    ]


def test_secrets_that_the_tool_hid_are_not_taken_for_one(tmp_path: Path) -> None:
    leaks = [leak | {"Secret": "REDACTED", "Match": "REDACTED"} for leak in _leaks()]

    report, _ = read_bytes(tmp_path, json.dumps(leaks).encode())

    assert [each.content for each in report.results] == ["", "", ""]
