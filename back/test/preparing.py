"""Reports as builds prepare them (``arch/0035-line-sketch.md``), from lines that a test says."""

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from db_model.roots.types import Root
from db_model.sketches.get import sketches
from db_model.types import ImportId
from imports.child.sketches import read
from people import Person, Tenant
from reports import hashes
from roots.rules.sketches import folder, path
from store.requests import RequestStore
from world import Answer, World

ISSUE: Final = """
mutation ($groupName: String! $rootNickname: String!) {
  issueSketchKey(groupName: $groupName rootNickname: $rootNickname) { success id key }
}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A root's key as it is given to builds."""

    id: str
    plain: bytes


ANY_KEY: Final = Key(id="0123456789abcdef", plain=bytes(range(32)))


async def ask_for_key(world: World, tenant: Tenant, token: str | None, **given: object) -> Answer:
    """Ask for the key of the root of ``tenant``, or of what is given instead."""
    variables: dict[str, object] = {
        "groupName": tenant.group.name,
        "rootNickname": tenant.root.state.nickname,
    }
    return await world.ask(ISSUE, token=token, **(variables | given))


async def key_of(world: World, tenant: Tenant, person: Person) -> Key:
    answer = await ask_for_key(world, tenant, person.token)
    told = answer["issueSketchKey"]
    return Key(id=told["id"], plain=base64.b64decode(told["key"]))


def prepared(
    report: bytes, files: Mapping[str, Sequence[str]], key: Key = ANY_KEY, **mark: object
) -> bytes:
    """Return a SARIF report with what the lines of ``files`` tell; ``mark`` is told of each run."""
    log = json.loads(report)
    for run in log["runs"]:
        run["properties"] = {"integrates": {"version": 1, "key": key.id, **mark}}
        run["artifacts"] = [an_artifact(uri, lines, key) for uri, lines in files.items()]
        for result in run["results"]:
            _tell_statement(result, files, key)
    return json.dumps(log).encode()


def an_artifact(
    uri: str, lines: Sequence[str], key: Key = ANY_KEY, *, renamed_from: Sequence[str] = ()
) -> dict[str, Any]:
    return {
        "location": {"uri": uri},
        "hashes": {"sha-256": hashlib.sha256("\n".join(lines).encode()).hexdigest()},
        "properties": {
            "integrates": {
                "sketch": base64.b64encode(sketch(lines, key)).decode(),
                "path": hashed(uri, "path", 16, key).hex(),
                "renamedFrom": [hashed(each, "path", 16, key).hex() for each in renamed_from],
            }
        },
    }


def sketch(lines: Sequence[str], key: Key = ANY_KEY) -> bytes:
    return b"".join(line_hash(line, key) for line in lines)


def line_hash(line: str, key: Key = ANY_KEY) -> bytes:
    return hashes.line_hash(line, key.plain)


def hashed(text: str, of: str, size: int, key: Key = ANY_KEY) -> bytes:
    return hashes.hashed(text, of, size, key.plain)


def _tell_statement(result: dict[str, Any], files: Mapping[str, Sequence[str]], key: Key) -> None:
    place = result["locations"][0]["physicalLocation"]
    lines, start = files.get(place["artifactLocation"]["uri"]), place["region"]["startLine"]
    if lines is not None and start <= len(lines):
        statement = hashed("".join(lines[start - 1].split()), "statement", 8, key)
        result["properties"] = {"integrates": {"statement": statement.hex()}}


async def held_of(world: World, root: Root) -> dict[str, tuple[str | None, str | None]]:
    """Return the imports whose sketches of a root hold and held before, by tool."""
    held = await sketches(RequestStore(world.store), root.id)
    return {each.tool: (each.current, each.before) for each in held.tools} if held else {}


async def files_of(world: World, root: Root) -> list[str]:
    """Return the imports whose sketches of a root lie there, in their order."""
    entries = world.service.engines.blobs.list(folder(root.id))
    return sorted([entry.path.rpartition("/")[2] async for entry in entries])


async def sketches_of(
    world: World, root: Root, id_: str, into: Path
) -> dict[str, dict[str, bytes]]:
    """Return the lines of each file in the sketches of an import, by tool."""
    file = into / "sketches"
    await world.service.engines.blobs.download(path(root.id, ImportId(id_)), file)
    return {
        tool: {name: each.lines for name, each in files.items()}
        for tool, files in read(file).items()
    }
