"""What is told of the files of a source: hashes of their lines, paths and statements."""

from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from integrates_ci.errors import TooLarge
from integrates_ci.prepare.files import NoSketch, content_of
from integrates_ci.prepare.keys import SketchKey, line_hasher, path_hasher, statement_hasher
from integrates_ci.prepare.lines import lines_of, sketch
from integrates_ci.prepare.paths import hashed_path
from integrates_ci.prepare.quotes import Quotes, agree
from integrates_ci.prepare.renames import Renames
from integrates_ci.prepare.statements import statement_at

MOST_LINES: Final = 2_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """``sketch`` is base64, the others are hex; ``statements`` are by the line they begin in."""

    lines: int
    sketch: str
    sha256: str
    path: str
    renamed_from: tuple[str, ...]
    statements: Mapping[int, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Files by path; ``notices`` say of which others nothing is told, and why."""

    files: Mapping[str, File]
    notices: tuple[str, ...]


def told_of(wanted: Mapping[str, Quotes], source: Path, key: SketchKey, renames: Renames) -> Told:
    """Read the files of ``wanted``: paths, with the lines that results begin in and their quotes.

    Raises:
        TooLarge: they have more than 2,000,000 lines together.
    """
    files: dict[str, File] = {}
    notices: list[str] = []
    lines = 0
    look = _look(key, renames)
    for path in sorted(wanted):
        try:
            files[path] = look(path, content_of(source, path), wanted[path])
        except NoSketch as reason:
            notices.append(f"{path} has no sketch: {reason}")
            continue
        lines += files[path].lines
        if lines > MOST_LINES:
            raise TooLarge(
                f"The files with results have more than {MOST_LINES:,} lines together,"
                " too many to tell of"
            )
    return Told(files=files, notices=tuple(notices))


def _look(key: SketchKey, renames: Renames) -> Callable[[str, bytes, Quotes], File]:
    of_line, of_path, of_statement = line_hasher(key), path_hasher(key), statement_hasher(key)

    def look(path: str, content: bytes, quotes: Quotes) -> File:
        lines = lines_of(content)
        if not agree(lines, quotes):
            raise NoSketch("it is not as it was scanned")
        statements = {number: statement_at(lines, number) for number in sorted(quotes)}
        return File(
            lines=len(lines),
            sketch=b64encode(sketch(lines, of_line)).decode(),
            sha256=sha256(content).hexdigest(),
            path=of_path(hashed_path(path)).hex(),
            renamed_from=tuple(of_path(hashed_path(old)).hex() for old in renames.get(path, ())),
            statements={
                number: of_statement(statement).hex()
                for number, statement in statements.items()
                if statement
            },
        )

    return look
