"""Package URLs (the purl specification): names of packages, whoever reports them."""

import re
from typing import Final
from urllib.parse import quote, unquote

from imports.formats.texts import cleaned

_LONGEST: Final = 300
_LONGEST_VERSION: Final = 100
_PURL: Final = re.compile(r"pkg:/*([A-Za-z][A-Za-z0-9.+-]*)/([^?#]+)")
# Ecosystems by the names that tools give them, without what follows a colon.
_TYPES: Final = {
    "almalinux": "rpm/almalinux",
    "alpine": "apk/alpine",
    "bundler": "gem",
    "cargo": "cargo",
    "composer": "composer",
    "conda-pkg": "conda",
    "crates.io": "cargo",
    "debian": "deb/debian",
    "go": "golang",
    "go-module": "golang",
    "gobinary": "golang",
    "gomod": "golang",
    "java-archive": "maven",
    "jar": "maven",
    "node-pkg": "npm",
    "packagist": "composer",
    "pip": "pypi",
    "pipenv": "pypi",
    "pnpm": "npm",
    "poetry": "pypi",
    "pom": "maven",
    "python": "pypi",
    "python-pkg": "pypi",
    "rubygems": "gem",
    "ubuntu": "deb/ubuntu",
    "uv": "pypi",
    "yarn": "npm",
}


def split_purl(text: str) -> tuple[str, str]:
    """Return a package URL without version, qualifiers and subpath, and its version.

    Both are empty if it is no package URL.
    """
    found = _PURL.match(text.strip())
    if found is None:
        return "", ""
    type_, rest = found.groups()
    name, at, version = rest.rpartition("@")
    if not at or not name or name.endswith("/"):  # the @ of a scope: pkg:npm/@angular/core
        name, version = rest, ""
    return _purl(type_, name), version_of(unquote(version))


def purl_from(ecosystem: str, name: str) -> str:
    """Return the package URL, without version, of a package of an ecosystem."""
    folded = ecosystem.partition(":")[0].strip().casefold()
    type_, _, namespace = _TYPES.get(folded, folded or "generic").partition("/")
    if type_ == "maven":
        name = name.replace(":", "/")
    return _purl(type_, f"{namespace}/{name}" if namespace else name)


def version_of(text: str) -> str:
    return cleaned(text.strip(), _LONGEST_VERSION)


def _purl(type_: str, name: str) -> str:
    type_ = re.sub(r"[^a-z0-9.+-]", "-", type_.casefold())
    name = unquote(name).strip("/ ")
    if type_ in ("pypi", "npm", "composer", "deb", "apk"):
        name = name.casefold()
    if type_ == "pypi":
        name = re.sub(r"[-_.]+", "-", name)
    return cleaned(f"pkg:{type_}/{quote(name, safe='/.:_-~+')}", _LONGEST)
