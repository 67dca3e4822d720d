"""Results as the readers of the tools' own formats tell them, before they are compact."""

from collections.abc import Iterable
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from db_model.vulnerabilities.types import Package, Region
from imports.formats.sarif_rules import LONGEST_TEXT, UNNAMED, Descriptor, cwe_ids, rule_id
from imports.formats.severity import UNRATED, Rating
from imports.formats.texts import cleaned
from imports.reports import Level, Standing

_LONGEST_NAME: Final = 200
_LONGEST_URI: Final = 2_000
_NO_MESSAGES: Final = MappingProxyType[str, str]({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A result; ``secret`` is a text that tells it from others and is kept as a hash alone.

    ``package`` and ``parameter`` are as in ``Detection``.
    """

    rule: Descriptor
    path: str
    message: str
    region: Region | None = None
    snippet: str = ""
    secret: str = ""
    fingerprint: str | None = None
    standing: Standing = Standing.REPORTED
    package: Package | None = None
    parameter: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a tool says, in its own order; ``successful`` is ``None`` where it does not say.

    ``scanned`` and ``files`` are as in ``ReportRun``, as the tool writes them.
    """

    tool: str
    hits: Iterable[Hit]
    version: str = ""
    successful: bool | None = None
    notices: tuple[str, ...] = ()
    scanned: tuple[str, ...] | None = None
    files: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What a tool says of a rule to people; each is cleaned and cut when it is taken over."""

    name: str = ""
    description: str = ""
    help_text: str = ""
    help_uri: str = ""


NO_WORDS: Final = Words()


def rule_of(
    id_: str,
    words: Words,
    *,
    level: Level = Level.WARNING,
    rating: Rating = UNRATED,
    cwes: Iterable[str] = (),
) -> Descriptor:
    """Return a rule; ``cwes`` are texts that name weaknesses: ``CWE-89: SQL injection``."""
    known = rule_id(id_) or UNNAMED
    return Descriptor(
        id=known,
        name=cleaned(words.name.strip(), _LONGEST_NAME) or known,
        description=cleaned(words.description.strip(), LONGEST_TEXT),
        help_text=cleaned(words.help_text.strip(), LONGEST_TEXT),
        help_uri=cleaned(words.help_uri.strip(), _LONGEST_URI),
        cwes=cwe_ids(cwes),
        level=level,
        rating=rating,
        messages=_NO_MESSAGES,
    )
