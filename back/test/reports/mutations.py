"""What happens to reports between two runs of a tool, as functions from log to log."""

import copy
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

Log: TypeAlias = dict[str, Any]
Mutation: TypeAlias = Callable[[Log], Log]


def reordered(log: Log) -> Log:
    return _each_run(log, lambda run: run["results"].reverse())


def reworded(log: Log) -> Log:
    def reword(result: Log) -> None:
        result["message"]["text"] = "Now: " + result["message"]["text"].upper()

    return _each_result(log, reword)


def without_fingerprints(log: Log) -> Log:
    return _each_result(log, lambda result: result.pop("fingerprints", None))


def with_constant_fingerprints(log: Log) -> Log:
    return _each_result(log, lambda result: result.update(fingerprints={"id/v1": "0123456789ab"}))


def without_snippets(log: Log) -> Log:
    return _each_region(log, lambda region: region.pop("snippet", None))


def without_columns(log: Log) -> Log:
    def drop(region: Log) -> None:
        for key in ("startColumn", "endColumn", "endLine"):
            region.pop(key, None)

    return _each_region(log, drop)


def without_regions(log: Log) -> Log:
    return _each_result(
        log, lambda result: result["locations"][0]["physicalLocation"].pop("region", None)
    )


def shifted(log: Log, by: int = 7) -> Log:
    def shift(region: Log) -> None:
        for key in ("startLine", "endLine"):
            if key in region:
                region[key] += by

    return _each_region(log, shift)


def renamed(log: Log) -> Log:
    return _each_uri(log, lambda uri: uri.replace("app/", "source/main/"))


def absolute(log: Log) -> Log:
    """Return the log with ``file:///`` URIs and the base that makes them relative again."""
    changed = _each_uri(log, lambda uri: "file:///repo/" + uri.removeprefix("file:///repo/"))
    return _each_run(
        changed, lambda run: run.update(originalUriBaseIds={"SRC": {"uri": "file:///repo"}})
    )


def relative(log: Log) -> Log:
    return _each_uri(log, lambda uri: uri.removeprefix("file:///repo/"))


def with_backslashes(log: Log) -> Log:
    return _each_uri(log, lambda uri: uri.replace("/", "\\"))


def doubled(log: Log) -> Log:
    return _each_run(log, lambda run: run["results"].extend(copy.deepcopy(run["results"])))


def in_two_runs(log: Log) -> Log:
    """Return the log with every other result in a second run of the same tool."""
    (run,) = log["runs"]
    second = copy.deepcopy(run) | {"results": run["results"][1::2]}
    return log | {"runs": [run | {"results": run["results"][::2]}, second]}


def by_rule_index(log: Log) -> Log:
    """Return the log with rules named by their index alone, where the tool describes them."""
    changed = copy.deepcopy(log)
    for run in changed["runs"]:
        rules = run["tool"]["driver"]["rules"]
        indexes = {rule["id"]: index for index, rule in enumerate(rules)}
        for result in run["results"]:
            if result["ruleId"] in indexes:
                result["ruleIndex"] = indexes[result.pop("ruleId")]
    return changed


def failed(log: Log) -> Log:
    return _each_run(log, lambda run: run.update(invocations=[{"executionSuccessful": False}]))


def emptied(log: Log) -> Log:
    return _each_run(log, lambda run: run.update(results=[]))


def _each_run(log: Log, change: Callable[[Log], object]) -> Log:
    changed = copy.deepcopy(log)
    for run in changed["runs"]:
        change(run)
    return changed


def _each_result(log: Log, change: Callable[[Log], object]) -> Log:
    changed = copy.deepcopy(log)
    for result in _results(changed):
        change(result)
    return changed


def _each_region(log: Log, change: Callable[[Log], object]) -> Log:
    return _each_result(
        log, lambda result: change(result["locations"][0]["physicalLocation"]["region"])
    )


def _each_uri(log: Log, change: Callable[[str], str]) -> Log:
    def rewrite(result: Log) -> None:
        artifact = result["locations"][0]["physicalLocation"]["artifactLocation"]
        artifact["uri"] = change(artifact["uri"])

    return _each_result(log, rewrite)


def _results(log: Log) -> Iterator[Log]:
    for run in log["runs"]:
        yield from run["results"]
