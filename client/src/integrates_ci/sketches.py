"""What is told of a report's source: the key is asked for, and the report prepared."""

from base64 import b64decode
from binascii import Error
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, Final, TypeAlias

from integrates_ci import documents
from integrates_ci.errors import NotSarif, Refused, TooLarge, Undecided, UnknownAnswer
from integrates_ci.graphql import Api, ask
from integrates_ci.origin import ask_git
from integrates_ci.prepare import (
    SketchKey,
    bytes_of,
    is_prepared,
    prepared,
    renames_of,
    sarif_in,
)
from integrates_ci.prepare.keys import SECRET_BYTES
from integrates_ci.report import unpacked
from integrates_ci.source import checkout_of, folder_at, scanned_in
from integrates_ci.values import Raw, decoded

Tell: TypeAlias = Callable[[str], None]

TOLD: Final = 10  # notices; the others are counted
_SARIF: Final = (None, "AUTO", "SARIF")


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceWish:
    """What is asked to be told of the source; ``source`` is the folder's path, if it is named."""

    group: str
    root: str
    source: str | None
    may_search: bool
    scanned: Sequence[str] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What to send instead of the report, if anything, and the paths that were scanned."""

    content: bytes | None = None
    scanned: tuple[str, ...] | None = None


def prepare(api: Api, wish: SourceWish, file: BinaryIO, tell: Tell) -> bytes:
    """Return the report with what its source tells.

    Raises:
        NotSarif, TooLarge, Undecided: it cannot be prepared.
        Refused, Unreachable, UnknownAnswer: the server gives no key.
        WrongUsage: the source is no folder, or what was scanned is not in it.
    """
    source = folder_at(wish.source or "")
    scanned = scanned_in(wish.scanned, source)
    report = sarif_in(unpacked(file))
    return _prepared(api, wish, report, source, tell, scanned)


def prepared_for_import(
    api: Api, wish: SourceWish, file: BinaryIO, tell: Tell, *, format_: str | None
) -> Sent:
    """Return what to send of a report, which goes without a sketch where there can be none.

    Raises:
        Unreachable: as ``graphql.ask``.
        WrongUsage: as ``prepare``.
    """
    named = None if wish.source is None else folder_at(wish.source)
    scanned = scanned_in(wish.scanned, named)
    if named is None and scanned is None and not wish.may_search:
        return Sent()
    try:
        report = sarif_in(unpacked(file)) if format_ in _SARIF else None
    except (NotSarif, Undecided) as reason:
        report = None
        if named is not None:
            tell(str(reason))
    if report is None:
        return Sent(scanned=scanned)
    source = named
    if named is None and wish.may_search and not is_prepared(report):
        source = checkout_of(report, ask_git)
    if source is not None:
        try:
            content = _prepared(api, wish, report, source, tell, scanned)
            return Sent(content=content, scanned=scanned)
        except (NotSarif, Refused, TooLarge, UnknownAnswer) as reason:
            tell(f"The report goes without a sketch: {reason}")
    return Sent(scanned=scanned)


def key_of(api: Api, *, group: str, root: str) -> SketchKey:
    """Return the key of a root.

    Raises:
        Refused, Unreachable, UnknownAnswer: as ``graphql.ask``.
    """
    data = ask(api, documents.SKETCH_KEY, {"groupName": group, "rootNickname": root})
    return decoded(lambda raw: _key_from(raw["issueSketchKey"]), data)


def _key_from(raw: Raw) -> SketchKey:
    try:
        secret = b64decode(raw["key"], validate=True)
    except Error:
        raise UnknownAnswer("The server's key is not base64") from None  # it would be shown
    if len(secret) != SECRET_BYTES:
        raise UnknownAnswer(f"The server's key has not {SECRET_BYTES} bytes")
    return SketchKey(id=str(raw["id"]), secret=secret)


def _prepared(
    api: Api,
    wish: SourceWish,
    report: dict[str, Any],
    source: Path,
    tell: Tell,
    scanned: tuple[str, ...] | None,
) -> bytes:
    key = key_of(api, group=wish.group, root=wish.root)
    renames = renames_of(source, ask_git)
    done = prepared(report, source, key, renames=renames, scanned=scanned)
    content = bytes_of(done.report)
    for notice in (*_absent(scanned, source), *islice(done.notices, TOLD)):
        tell(notice)
    if len(done.notices) > TOLD:
        tell(f"{len(done.notices) - TOLD} more files have no sketch")
    return content


def _absent(scanned: Sequence[str] | None, source: Path) -> list[str]:
    return [
        f"--scanned {path} is not in the source"
        for path in scanned or ()
        if not (source / path).exists()
    ]
