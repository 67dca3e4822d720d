"""One run of a report: what is known of its files goes where SARIF has it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from integrates_ci.prepare.bags import bag_of, with_bag
from integrates_ci.prepare.nodes import Node, first_location, item_of, node_of, nodes_of, number_of
from integrates_ci.prepare.paths import Folders, located, path_of, uri_of
from integrates_ci.prepare.rules import Rules, completed, ended, rules_of
from integrates_ci.prepare.told import File

VERSION: Final = 1
_WITH_LOCATIONS: Final = ("invocations", "threadFlowLocations")
_LOCATIONS: Final = frozenset({"analysisTarget", "artifactLocation", "location"})
# In SARIF's words: a result was found in it, which says nothing about what was looked at.
_ROLE: Final = "resultFile"


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    content: Node
    folders: Folders


def wanted_of(run: Run) -> dict[str, dict[int, bytes]]:
    """Return the files with results, by path, and the lines that they begin in, with quotes."""
    found: dict[str, dict[int, bytes]] = {}
    for result in _results(run.content):
        path = _path(run, result)
        if path is None:
            continue
        lines = found.setdefault(path, {})
        region = node_of(first_location(result), "region")
        line = number_of(region, "startLine")
        if line is not None:
            lines[line] = lines.get(line) or _quote(region)
    return found


def _quote(region: Node) -> bytes:
    text = node_of(region, "snippet").get("text")
    return text.encode(errors="replace") if isinstance(text, str) else b""


def marked(run: Node, *, key: str | None, scanned: Sequence[str] | None) -> dict[str, Any]:
    """Return ``run`` with what holds for all of it; what was scanned stays if it was told."""
    bag: dict[str, object] = {"version": VERSION}
    if key is not None:
        bag["key"] = key
    told = bag_of(run).get("scanned") if scanned is None else list(scanned)
    if told is not None:
        bag["scanned"] = told
    return with_bag(run, bag)


def prepared_run(run: Run, files: Mapping[str, File], *, tells: Collection[str]) -> dict[str, Any]:
    """Return the run's content, completed; of the files at ``tells`` it is this run that tells."""
    content = dict(run.content)
    for name in _WITH_LOCATIONS:
        if name in content:
            content[name] = _relocated(content[name], run.folders)
    artifacts, indexes = _artifacts(run)
    if artifacts or "artifacts" in content:
        content["artifacts"] = _told(artifacts, indexes, files, tells)
    rules = rules_of(run.content)
    if isinstance(content.get("results"), list):
        content["results"] = [
            _result(run, each, rules, indexes, files) if isinstance(each, dict) else each
            for each in content["results"]
        ]
    return content


def _artifacts(run: Run) -> tuple[list[Any], Mapping[str, int]]:
    """Return the run's artifacts and one for each further file with results, by path."""
    artifacts: list[Any] = []
    indexes: dict[str, int] = {}
    for index, artifact in enumerate(nodes_of(run.content, "artifacts")):
        if not isinstance(artifact, dict) or _is_nested(artifact):
            artifacts.append(artifact)
            continue
        path = path_of(node_of(artifact, "location"), run.folders)
        if path is not None:
            indexes.setdefault(path, index)
        artifacts.append(_relocated(artifact, run.folders))
    for path in wanted_of(run):
        if path not in indexes:
            indexes[path] = len(artifacts)
            artifacts.append({"location": {"uri": uri_of(path)}, "roles": [_ROLE]})
    return artifacts, indexes


def _told(
    artifacts: Sequence[Any],
    indexes: Mapping[str, int],
    files: Mapping[str, File],
    tells: Collection[str],
) -> list[Any]:
    paths = {index: path for path, index in indexes.items() if path in tells}
    return [
        _artifact(each, files.get(paths.get(index, ""))) if isinstance(each, dict) else each
        for index, each in enumerate(artifacts)
    ]


def _artifact(artifact: Node, file: File | None) -> dict[str, Any]:
    if file is None:
        return with_bag(artifact, None)
    bag: dict[str, object] = {"path": file.path, "sketch": file.sketch}
    if file.renamed_from:
        bag["renamedFrom"] = list(file.renamed_from)
    hashes = {**node_of(artifact, "hashes"), "sha-256": file.sha256}
    return with_bag({**artifact, "hashes": hashes}, bag)


def _result(
    run: Run, result: Node, rules: Rules, indexes: Mapping[str, int], files: Mapping[str, File]
) -> dict[str, Any]:
    path = _path(run, result)
    line = number_of(node_of(first_location(result), "region"), "startLine")
    done = completed(_relocated(result, run.folders), rules)
    if isinstance(done.get("locations"), list):
        done["locations"] = [_ended(each) for each in done["locations"]]
        if path is not None:
            done["locations"][0] = _indexed(done["locations"][0], indexes[path])
    file = files.get(path or "")
    statement = file.statements.get(line or 0) if file else None
    return with_bag(done, {"statement": statement} if statement else None)


def _ended(location: Any) -> Any:
    physical = node_of(location, "physicalLocation") if isinstance(location, dict) else {}
    if "region" not in physical:
        return location
    region = ended(node_of(physical, "region")) or physical["region"]
    return {**location, "physicalLocation": {**physical, "region": region}}


def _indexed(location: Node, index: int) -> Node:
    physical = node_of(location, "physicalLocation")
    artifact = {**node_of(physical, "artifactLocation"), "index": index}
    return {**location, "physicalLocation": {**physical, "artifactLocation": artifact}}


def _relocated(node: Any, folders: Folders) -> Any:
    """Return ``node`` with each location of an artifact in it relative to the root."""
    if isinstance(node, list):
        return [_relocated(each, folders) for each in node]
    if not isinstance(node, dict):
        return node
    return {
        name: located(value, folders)
        if name in _LOCATIONS and isinstance(value, dict) and "uri" in value
        else value
        if name == "properties"
        else _relocated(value, folders)
        for name, value in node.items()
    }


def _path(run: Run, result: Node) -> str | None:
    """Return the path of the file that ``result`` is in; ``None`` if the source has it not."""
    location = node_of(first_location(result), "artifactLocation")
    artifact = item_of(nodes_of(run.content, "artifacts"), number_of(location, "index"))
    if _is_nested(artifact):
        return None
    return path_of(location if location.get("uri") else node_of(artifact, "location"), run.folders)


def _results(content: Node) -> list[Node]:
    return [each for each in nodes_of(content, "results") if isinstance(each, dict)]


def _is_nested(artifact: Node) -> bool:
    """Return whether it lies in another, as the files of an archive do."""
    index = number_of(artifact, "parentIndex")
    return index is not None and index >= 0
