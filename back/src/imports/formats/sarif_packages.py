"""Packages in SARIF, which has no word for them: read as the tools that find them write them.

Trivy, Grype and OSV-Scanner name package, version and advisory in the message.  What does not
tell all of it, and of which kind the package is, stays a place in a file.
"""

import posixpath
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from imports.formats.hits import Hit, Words
from imports.formats.packages import Advisory, package_hit
from imports.formats.purls import purl_from, split_purl, version_of
from imports.formats.sarif_rules import Descriptor
from imports.formats.seen_rules import Taken
from imports.formats.texts import cleaned, message_hash
from imports.reports import ResultText

_LONGEST_MESSAGE: Final = 2_000
_ADVISORY: Final = re.compile(r"[A-Z][A-Z0-9]{1,19}-[A-Za-z0-9:._-]{1,100}")
_TRIVY: Final = re.compile(
    r"Package: (?P<name>[^\n]{1,300})\nInstalled Version: (?P<version>[^\n]{0,100})\n"
    r"Vulnerability (?P<id>[^\n]{1,200})\n(?:[^\n]*\n)?Fixed Version: ?(?P<fixed>[^\n]{0,300})"
)
_GRYPE: Final = re.compile(
    r"An? \w{1,20} vulnerability in (?P<kind>[\w-]{1,40}) package: (?P<name>.{1,300}),"
    r" version (?P<version>.{0,100}) was found "
)
_OSV: Final = re.compile(
    r"Package '(?P<name>.{1,300})@(?P<version>[^'@]{0,100})' is vulnerable to '(?P<id>[^']{1,200})'"
    r"(?: \(also known as (?P<others>[^)]{1,2000})\))?"
)
_QUOTED: Final = re.compile(r"'([^']{1,200})'")
# Kinds of Grype's for which the name alone is that of the package URL.
_PLAIN_KINDS: Final = frozenset({"gem", "go-module", "npm", "python"})
_MANIFESTS: Final = MappingProxyType(
    {
        "bun.lock": "npm",
        "cargo.lock": "cargo",
        "composer.lock": "composer",
        "gemfile.lock": "gem",
        "go.mod": "golang",
        "gradle.lockfile": "maven",
        "mix.lock": "hex",
        "npm-shrinkwrap.json": "npm",
        "package-lock.json": "npm",
        "package.json": "npm",
        "packages.lock.json": "nuget",
        "pdm.lock": "pypi",
        "pipfile.lock": "pypi",
        "pnpm-lock.yaml": "npm",
        "poetry.lock": "pypi",
        "pom.xml": "maven",
        "pubspec.lock": "pub",
        "pylock.toml": "pypi",
        "requirements.txt": "pypi",
        "uv.lock": "pypi",
        "yarn.lock": "npm",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """What a message says; ``names`` are the advisory's, the tool's own first."""

    purl: str
    version: str
    names: tuple[str, ...]
    fixed: tuple[str, ...] = ()


def with_package(taken: Taken, message: str) -> Taken:
    """Return ``taken`` as its tool's own format would tell it, if it is clearly of a package."""
    read = _READ.get(taken.result.tool.casefold())
    said = read(message, taken.rule, taken.result.path) if read else None
    if said is None or not said.purl or not all(map(_ADVISORY.fullmatch, said.names[:1])):
        return taken
    hit = _hit(said, taken.rule, taken.result.path)
    return replace(
        taken,
        rule=hit.rule,
        result=replace(
            taken.result,
            rule=hit.rule.id,
            region=None,
            content="",
            message_hash=message_hash(hit.message),
            fingerprint=None,
            package=hit.package,
        ),
        text=ResultText(message=cleaned(hit.message, _LONGEST_MESSAGE), snippet=""),
    )


def _hit(said: _Said, rule: Descriptor, path: str) -> Hit:
    words = Words(
        name=rule.short,
        description=rule.description,
        help_text="" if said.fixed else rule.help_text,
        help_uri=rule.help_uri,
    )
    advisory = Advisory(
        names=said.names,
        words=words,
        level=rule.level,
        rating=rule.rating,
        cwes=rule.cwes,
        fixed=said.fixed,
    )
    return package_hit(advisory, purl=said.purl, version=said.version, path=path)


def _trivy(message: str, _: Descriptor, path: str) -> _Said | None:
    found = _TRIVY.match(message)
    if found is None:
        return None
    return _Said(
        purl=_purl_in(path, found["name"]),
        version=version_of(found["version"]),
        names=(found["id"].strip(),),
        fixed=tuple(filter(None, (found["fixed"].strip(),))),
    )


def _grype(message: str, rule: Descriptor, _: str) -> _Said | None:
    found = _GRYPE.match(message)
    if found is None or not rule.id.endswith(f"-{found['name']}"):
        return None
    kind = found["kind"]
    plain = purl_from(kind, found["name"]) if kind in _PLAIN_KINDS else ""
    return _Said(
        purl=split_purl(rule.purl)[0] or plain,
        version=version_of(found["version"]),
        names=(rule.id.removesuffix(f"-{found['name']}"),),
    )


def _osv(message: str, _: Descriptor, path: str) -> _Said | None:
    found = _OSV.match(message)
    if found is None:
        return None
    return _Said(
        purl=_purl_in(path, found["name"]),
        version=version_of(found["version"]),
        names=(found["id"], *_QUOTED.findall(found["others"] or "")),
    )


def _purl_in(manifest: str, name: str) -> str:
    """Return the package URL of a package that ``manifest`` asks for; empty if that is unknown."""
    type_ = _MANIFESTS.get(posixpath.basename(manifest).casefold())
    return purl_from(type_, name.strip()) if type_ else ""


_READ: Final[Mapping[str, Callable[[str, Descriptor, str], _Said | None]]] = MappingProxyType(
    {"grype": _grype, "osv-scanner": _osv, "trivy": _trivy}
)
