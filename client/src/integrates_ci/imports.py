"""Imports a report: uploads it, waits for the outcome, reads what became of each result."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO, Final

from integrates_ci import documents
from integrates_ci.errors import Refused, UnknownAnswer
from integrates_ci.graphql import Api, ask, upload
from integrates_ci.multipart import Upload
from integrates_ci.progress import Watch
from integrates_ci.values import (
    UNFINISHED_STATES,
    Import,
    Raw,
    Result,
    closing_from,
    decoded,
    import_from,
    page_from,
    result_from,
)

SERVER_WAIT_SECONDS: Final = 20
POLL_SECONDS: Final = 2.0
PAGE: Final = 200
ENVIRONMENT: Final = "production"  # of a root that we create; people change it later
DEFAULT_BRANCH: Final = "main"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is to be imported where; ``wait`` is how many seconds its end is waited for.

    ``scanned`` is what the report does not say itself of what was looked at.

    Without a ``format`` the server takes the one that the report's content tells.
    """

    group: str
    root: str
    format: str | None
    commit: str | None
    ref: str | None
    is_dry_run: bool
    wait: int
    scanned: tuple[str, ...] | None = None


def ensure_root(api: Api, wish: Wish, *, url: str) -> bool:
    """Create the git root that is wished, unless it is there; return whether it was created.

    Raises:
        Refused: it is neither there nor may it be created.
    """
    if wish.root in _roots(api, wish.group):
        return False
    variables = {
        "groupName": wish.group,
        "nickname": wish.root,
        "url": url,
        "branch": wish.ref or DEFAULT_BRANCH,
        "environment": ENVIRONMENT,
    }
    try:
        ask(api, documents.ADD_GIT_ROOT, variables)
    except Refused:
        # Another build was faster, or our own first attempt was, and its answer was lost.
        if wish.root not in _roots(api, wish.group):
            raise
        return False
    return True


def import_report(
    api: Api, wish: Wish, file: BinaryIO, *, watch: Watch, clock: Callable[[], float]
) -> Import:
    """Upload a report and return its import when it is over, or when ``wish.wait`` is.

    Raises:
        Refused, Unreachable, UnknownAnswer: as ``graphql.ask``.
    """
    end = clock() + wish.wait
    variables: dict[str, object] = {
        "groupName": wish.group,
        "rootNickname": wish.root,
        "format": wish.format,
        "commit": wish.commit,
        "ref": wish.ref,
        "dryRun": wish.is_dry_run,
        "scanned": None if wish.scanned is None else [path or "." for path in wish.scanned],
        "waitSeconds": min(wish.wait, SERVER_WAIT_SECONDS),
    }
    watched = Upload(file=file, sent=lambda percent: watch("uploading", min(percent, 99)))
    data = upload(api, documents.IMPORT_REPORT, variables, name="report", file=watched)
    found = decoded(lambda raw: import_from(raw["importReport"]["import"]), data)
    while found.state in UNFINISHED_STATES and clock() < end:
        watch(f"import {found.id} is {found.state}", found.progress)
        api.pause(min(POLL_SECONDS, max(end - clock(), 0)))
        found = _read(api, found.id)
    watch(f"import {found.id} is {found.state}", found.progress)
    return found


def results(api: Api, import_id: str, *, outcomes: Sequence[str] | None = None) -> Iterator[Result]:
    """Yield what became of each result, or of those with ``outcomes``, page by page."""
    for node in _nodes(api, documents.RESULTS, import_id, "results", outcomes=outcomes):
        yield decoded(result_from, node)


def closings(api: Api, import_id: str) -> Iterator[Result]:
    """Yield what the import closed, page by page as they are asked for."""
    for node in _nodes(api, documents.CLOSED, import_id, "closed"):
        yield decoded(closing_from, node)


def _roots(api: Api, group: str) -> frozenset[str]:
    data = ask(api, documents.ROOTS, {"groupName": group})
    return decoded(_nicknames, data)


def _nicknames(data: Raw) -> frozenset[str]:
    return frozenset(root["nickname"] for root in data["group"]["roots"] or () if root)


def _read(api: Api, import_id: str) -> Import:
    data = ask(api, documents.IMPORT, {"id": import_id})
    return decoded(lambda raw: import_from(raw["import"]), data)


def _nodes(
    api: Api, document: str, import_id: str, name: str, **more: Sequence[str] | None
) -> Iterator[Raw]:
    after: str | None = None
    while True:
        data = ask(api, document, {"id": import_id, "first": PAGE, "after": after, **more})
        page = decoded(lambda raw: page_from(raw["import"][name]), data)
        yield from page.nodes
        if page.after is None:
            return
        if page.after == after:
            raise UnknownAnswer(f"The pages of {name} have no end")
        after = page.after
