"""Results about packages: an advisory, and the package that a manifest asks for."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from db_model.vulnerabilities.types import Package
from imports.formats.hits import NO_WORDS, Hit, Words, rule_of
from imports.formats.sarif_rules import UNNAMED, rule_id
from imports.formats.severity import UNRATED, Rating
from imports.reports import Level, Standing

_LONGEST_FIX: Final = 100
_MOST_NAMES: Final = 50
_KINDS: Final = ("CVE-", "GHSA-", "")
_CODES: Final = frozenset({"CVE", "GHSA", "GO", "OSV", "PYSEC", "RUSTSEC"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Advisory:
    """What is known of a weakness of a package; ``fixed`` are the versions without it.

    ``names`` are all that it is called; the tool's own comes first.
    """

    names: tuple[str, ...]
    words: Words = NO_WORDS
    level: Level = Level.WARNING
    rating: Rating = UNRATED
    cwes: tuple[str, ...] = ()
    fixed: tuple[str, ...] = ()
    standing: Standing = Standing.REPORTED


def package_hit(advisory: Advisory, *, purl: str, version: str, path: str) -> Hit:
    """Return the result that a package has an advisory, in the manifest at ``path``.

    The rule is the CVE if there is one, so that the same advisory is the same rule to
    whoever names it otherwise.
    """
    names = _names(advisory.names)
    rule = _best(names)
    title = advisory.words.name.strip()
    called = title if rule in title else f"{rule}. {title}".removesuffix(". ")
    fixed = ", ".join(advisory.fixed)[:_LONGEST_FIX]
    package = Package(purl=purl, version=version, advisories=tuple(sorted(names)))
    told = f"{package.called} has {rule}"
    return Hit(
        rule=rule_of(
            rule,
            Words(
                name=called,
                description=advisory.words.description,
                help_text=advisory.words.help_text
                or (f"Use a version that has it fixed: {fixed}" if fixed else ""),
                help_uri=advisory.words.help_uri,
            ),
            level=advisory.level,
            rating=advisory.rating,
            cwes=advisory.cwes,
        ),
        path=path,
        message=f"{told}; fixed in {fixed}" if fixed else told,
        standing=advisory.standing,
        package=package,
    )


def _names(told: Iterable[str]) -> tuple[str, ...]:
    cleaned = (rule_id(name) for name in told)
    known = dict.fromkeys(_in_its_case(name) for name in cleaned if name)
    return tuple(known)[:_MOST_NAMES] or (UNNAMED,)


def _in_its_case(name: str) -> str:
    kind, dash, rest = name.partition("-")
    if not dash or kind.upper() not in _CODES:
        return name
    return f"{kind.upper()}-{rest.lower() if kind.upper() == 'GHSA' else rest.upper()}"


def _best(names: tuple[str, ...]) -> str:
    """Return the tool's own name of the best kind there is, else the first in order."""
    for kind in _KINDS:
        if names[0].startswith(kind):
            return names[0]
        if of_kind := sorted(name for name in names if name.startswith(kind)):
            return of_kind[0]
    return names[0]
