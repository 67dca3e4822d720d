"""Source archives of released packages, by name, version and SHA-256.

Those of Python come from the index that pip is set to use, through its JSON interface (PEP 691),
as pip itself would run their build; those of JavaScript through ``npm pack``.
"""

import hashlib
import json
import os
import ssl
import subprocess
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal
from urllib.parse import urljoin

from matching.cache import BenchError, cache

PUBLIC_INDEX: Final = "https://pypi.org/simple"
_ACCEPT: Final = "application/vnd.pypi.simple.v1+json"
_SECONDS: Final = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """A released package; ``sha256`` is that of its source archive."""

    registry: Literal["python", "npm"]
    name: str
    version: str
    sha256: str

    @property
    def called(self) -> str:
        return f"{self.name} {self.version}"


def fetched(release: Release, pip: Path) -> Path:
    """Return the archive from the cache, or download it; ``pip`` tells the index to use.

    Raises:
        BenchError: it cannot be had, or is not the pinned one.
    """
    kept = cache("archives") / f"{release.sha256}.tar.gz"
    if not kept.exists():
        packed = _packed(release) if release.registry == "npm" else _source(release, pip)
        if hashlib.sha256(packed).hexdigest() != release.sha256:
            raise BenchError(f"{release.called}: the SHA-256 differs from the pinned one")
        part = kept.with_suffix(".part")
        part.write_bytes(packed)
        part.replace(kept)
    return kept


def _source(release: Release, pip: Path) -> bytes:
    page = f"{_index(pip).rstrip('/')}/{release.name}/"
    listed = json.loads(_get(page, accept=_ACCEPT))
    for file in listed["files"]:
        if _is_of(file, release):
            return _get(urljoin(page, file["url"]))
    raise BenchError(f"{release.called}: the package index has no such source archive")


def _is_of(file: dict[str, Any], release: Release) -> bool:
    is_source: bool = file["filename"].endswith(".tar.gz")
    return is_source and file["hashes"].get("sha256") == release.sha256


def _index(pip: Path) -> str:
    asked = [str(pip), "-m", "pip", "config", "get", "global.index-url"]
    told = subprocess.run(asked, capture_output=True, text=True, check=False)
    return os.environ.get("PIP_INDEX_URL") or told.stdout.strip() or PUBLIC_INDEX


def _get(url: str, *, accept: str = "*/*") -> bytes:
    request = urllib.request.Request(url, headers={"Accept": accept})  # noqa: S310 - of pip's index
    context = ssl.create_default_context(cafile=os.environ.get("PIP_CERT"))
    try:
        with urllib.request.urlopen(request, timeout=_SECONDS, context=context) as answer:  # noqa: S310
            content: bytes = answer.read()
    except (urllib.error.URLError, TimeoutError) as fault:
        raise BenchError(f"{url}: {fault}") from fault
    return content


def _packed(release: Release) -> bytes:
    folder = cache("npm")
    command = ["npm", "pack", "--silent", "--pack-destination", str(folder)]
    done = subprocess.run(
        [*command, f"{release.name}@{release.version}"],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise BenchError(f"{release.called}: {done.stderr.strip()}")
    return (folder / done.stdout.split()[-1]).read_bytes()
