"""Documents written in bulk, each at its own version."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Final

from search.documents import Entry
from search.errors import SearchUnavailable
from search.opensearch.calls import back_off, call, deadline
from search.opensearch.config import Cluster
from search.opensearch.mappings import source
from search.types import Applied, Outcome, Rejected, Superseded

# A request has so many documents, or values of about so many characters, at most: less than
# a megabyte, as more would keep the loop from all else while it is sent.
MAX_DOCS: Final = 500
MAX_CHARACTERS: Final = 250_000
_FEW_ERRORS: Final = {"filter_path": "items.*.status,items.*.error.reason"}
_CREATED: Final = frozenset({200, 201})
_CONFLICT: Final = 409
_OVERLOADED: Final = 429
_UNFIT: Final = 400


async def apply(cluster: Cluster, name: str, entries: Sequence[Entry]) -> list[Outcome]:
    """Write the entries that are newer than what the index ``name`` has; one outcome each."""
    outcomes: list[Outcome] = []
    for part in _parts(entries):
        outcomes += await _applied(cluster, name, part)
    return outcomes


async def _applied(cluster: Cluster, name: str, entries: Sequence[Entry]) -> list[Outcome]:
    """Send ``entries`` until none is refused for now."""
    end = deadline(cluster)
    outcomes: list[Outcome | None] = [None] * len(entries)
    times = 0
    while waiting := [place for place, outcome in enumerate(outcomes) if outcome is None]:
        if times:
            await back_off(cluster, times=times - 1, end=end)
        times += 1
        answered = await _sent(cluster, name, [entries[place] for place in waiting])
        for place, item in zip(waiting, answered, strict=True):
            outcomes[place] = _outcome(item)
    return [outcome for outcome in outcomes if outcome is not None]


async def _sent(
    cluster: Cluster, name: str, entries: Sequence[Entry]
) -> Sequence[Mapping[str, Any]]:
    lines: list[dict[str, Any]] = []
    for entry in entries:
        place = {"_index": name, "_id": entry.id}
        versioned = {**place, "version": entry.version, "version_type": "external"}
        lines += [{"index": versioned}, source(entry)]
    send = partial(cluster.client.bulk, body=lines, params=_FEW_ERRORS)
    answer = await call(cluster, send)
    return [item["index"] for item in answer["items"]]


def _outcome(item: Mapping[str, Any]) -> Outcome | None:
    """Return what became of a document; ``None`` if it has to be sent again."""
    status = item["status"]
    if status in _CREATED:
        return Applied()
    if status == _CONFLICT:
        return Superseded()
    if status == _UNFIT:
        return Rejected(str(item["error"]["reason"]))
    if status == _OVERLOADED:
        return None
    # The index was dropped meanwhile, or a node is lost.
    raise SearchUnavailable


def _parts(entries: Sequence[Entry]) -> Iterator[Sequence[Entry]]:
    part: list[Entry] = []
    size = 0
    for entry in entries:
        part.append(entry)
        size += _size(entry)
        if len(part) >= MAX_DOCS or size >= MAX_CHARACTERS:
            yield part
            part, size = [], 0
    if part:
        yield part


def _size(entry: Entry) -> int:
    values = (value for given in entry.values.values() for value in given)
    cut = (word for given in entry.words.values() for word in given)
    return sum(len(str(value)) for value in values) + sum(len(word) + 3 for word in cut)
