"""The README's "Tokens for CI": each example runs against a service, and an issuer of our own."""

import json
import os
import re
import sys
import time
from asyncio import create_subprocess_exec, subprocess
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml  # type: ignore[import-untyped]
from httpx import AsyncClient
from hypothesis import given
from hypothesis import strategies as st

from arch.project import ROOT
from authz.tokens import ALPHABET, PATTERN, TokenKind, new_token
from documents.test_shell import PROGRAMS
from faults.server import Server, ask
from issuing import Answer, Issuer, listening, signed
from sarif import Hit, a_report

SECTION: Final = (ROOT / "README.md").read_text().split("\n## Tokens for CI\n")[1].split("\n## ")[0]
FENCES: Final = re.findall(r"^```(\w+)\n(.*?)^```$", SECTION, re.MULTILINE | re.DOTALL)
SHELL: Final = [text for language, text in FENCES if language == "sh"]
BUILDS: Final = [yaml.safe_load(text) for language, text in FENCES if language == "yaml"]
GITHUB: Final = "https://token.actions.githubusercontent.com"
OURS: Final = "https://integrates.example.com"
ADD_ROOT: Final = """
mutation { addGitRoot(
  groupName: "demogroup", nickname: "app", url: "https://git.example.com/app.git", branch: "main"
  environment: "production", gitignore: [], includesHealthCheck: false
) { success } }
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ci:
    """A build's folder, with the service and the issuer that the README's addresses stand for."""

    folder: Path
    server: Server
    issuer: Issuer

    def token(self, audience: str) -> str:
        """Return what the CI gives a build that asks for this audience."""
        now = int(time.time())
        claims = {
            "iss": self.issuer.url,
            "aud": audience,
            "sub": "repo:acme/app",
            "repository": "acme/app",
            "ref": "refs/heads/main",
            "iat": now,
            "exp": now + 300,
            "jti": os.urandom(8).hex(),
        }
        return signed(claims, {})

    async def bash(self, text: str, environ: Mapping[str, str] | None = None) -> tuple[int, str]:
        """Run the commands as the README has them, but for the addresses; return what is told."""
        for told, meant in ((OURS, self.server.address), (GITHUB, self.issuer.url)):
            text = text.replace(told, meant)
        text = text.replace("http://localhost:8001", self.server.address)
        run = await create_subprocess_exec(
            *("bash", "-euo", "pipefail", "-c", text),
            cwd=self.folder,
            env={**_environ(self.folder), **(environ or {})},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        told_by_it, _ = await run.communicate()
        assert run.returncode is not None
        return run.returncode, told_by_it.decode()


def _environ(folder: Path) -> dict[str, str]:
    keep = {k: v for k, v in os.environ.items() if not k.startswith(("INTEGRATES_", "COV_"))}
    return {**keep, "PATH": f"{folder / 'bin'}:{os.environ['PATH']}"}


@asynccontextmanager
async def _a_ci(folder: Path) -> AsyncIterator[Ci]:
    (folder / "bin").mkdir()
    for name, what in (("integrates-ci", f"{sys.executable} {PROGRAMS['integrates-ci']} "), *_NONE):
        program = folder / "bin" / name
        program.write_text(f'#!/bin/sh\nexec {what}"$@"\n')
        program.chmod(0o755)
    (folder / "bandit.sarif").write_bytes(a_report([Hit()]))
    issuer = Issuer()

    async def says(path: str) -> Answer:
        parts = urlsplit(path)
        if parts.path != "/idtoken":
            return issuer.says(path)
        [audience] = parse_qs(parts.query)["audience"]
        return 200, json.dumps({"value": ci.token(audience)}).encode()

    async with listening(says) as origin:
        issuer.url = origin
        state = folder / ".state"
        state.mkdir()
        server = Server(state, settings={"INTEGRATES_INNER_ISSUERS": origin})
        ci = Ci(folder=folder, server=server, issuer=issuer)
        await server.start()
        try:
            yield ci
        finally:
            server.stop()


# The scanner's report is there already, and what is installed too.
_NONE: Final = (("pip", "true "), ("bandit", "true "))


@pytest.mark.changes_db
async def test_each_example_lets_a_build_in_with_no_secret_of_ours(tmp_path: Path) -> None:
    trust, exchange, add_token = SHELL
    async with _a_ci(tmp_path) as ci, AsyncClient() as client:
        assert (await ask(client, ci.server, ADD_ROOT))["addGitRoot"]["success"]
        address = ci.server.address

        told = [await ci.bash(trust), await ci.bash(add_token)]
        told.append(await ci.bash(_github(BUILDS[0]), _of_github(ci)))
        told.append(await ci.bash(_gitlab(BUILDS[1]), _of_gitlab(ci)))
        told.append(await ci.bash(exchange, {"INTEGRATES_ID_TOKEN": ci.token(address)}))

    for code, text in told:
        assert (code, '"errors"' in text, text) == (0, False, text)
    assert '"rule":{"id":' in told[0][1].replace(" ", "")
    assert "itg_user_" in told[1][1]
    assert "created 1" in told[2][1]
    assert "unchanged 1" in told[3][1]
    assert '"findings"' in told[4][1]


def _github(build: dict[str, Any]) -> str:
    scan = build["jobs"]["scan"]
    assert scan["permissions"]["id-token"] == "write"
    steps = [step["run"] for step in scan["steps"] if "run" in step]
    return "\n".join((*_exports(scan["env"]), *steps))


def _gitlab(build: dict[str, Any]) -> str:
    scan = build["scan"]
    return "\n".join((*_exports(scan["variables"]), *scan["script"]))


def _exports(variables: Mapping[str, str]) -> list[str]:
    return [f"export {name}={value}" for name, value in variables.items()]


def _of_github(ci: Ci) -> dict[str, str]:
    return {
        "ACTIONS_ID_TOKEN_REQUEST_URL": f"{ci.issuer.url}/idtoken?api-version=2.0",
        "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "of-the-runner",
        "INTEGRATES_CI_WHEEL": "-",
    }


def _of_gitlab(ci: Ci) -> dict[str, str]:
    given = BUILDS[1]["scan"]["id_tokens"]
    tokens = {
        name: ci.token(what["aud"].replace(OURS, ci.server.address)) for name, what in given.items()
    }
    return {**tokens, "INTEGRATES_CI_WHEEL": "-"}


@pytest.mark.not_changes_db
@given(kind=st.sampled_from(TokenKind), data=st.data())
def test_the_expression_for_scanners_finds_each_token(kind: TokenKind, data: st.DataObject) -> None:
    text = new_token(kind, lambda characters: data.draw(st.sampled_from(characters)))
    [expression] = [text for language, text in FENCES if language == "regex"]
    told = re.compile(expression.strip())

    assert told.fullmatch(text)
    assert told.findall(f"token={text};") == [text]
    assert told.pattern == PATTERN.pattern.replace("([0-9A-Za-z]{30})([0-9A-Za-z]{6})", _WHOLE)
    assert set(ALPHABET) == set(filter(re.compile("[0-9A-Za-z]").match, map(chr, range(128))))


_WHOLE: Final = "[0-9A-Za-z]{36}"
