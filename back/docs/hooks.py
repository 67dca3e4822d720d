"""What mkdocs calls: puts generated parts into pages, and looks at what was built.

A page asks for a part with a comment of its own line, ``<!-- generated: settings -->``.
"""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from limits import limits
from permissions import permissions
from reference import mutations, queries, settings, types

_PARTS: Final[Mapping[str, Callable[[], str]]] = MappingProxyType(
    {
        "limits": limits,
        "mutations": mutations,
        "permissions": permissions,
        "queries": queries,
        "settings": settings,
        "types": types,
    }
)
_ASKED: Final = re.compile(r"^<!-- generated: (\w+) -->$", re.MULTILINE)
# What a browser fetches by itself; a link that a person follows is another matter.
_FETCHED: Final = re.compile(r"<(?:script|img|iframe)[^>]+src=[\"']?(?:https?:)?//[^>]+>")
_STYLES: Final = re.compile(
    r"<link(?![^>]+rel=[\"']?canonical)[^>]+href=[\"']?(?:https?:)?//[^>]+>"
)


class Foreign(Exception):
    """A built page makes browsers fetch something from another host."""


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Return the page with its generated parts."""
    return _ASKED.sub(lambda found: _PARTS[found[1]](), markdown)


def on_post_build(config: Any) -> None:
    """Look at the whole site.

    Raises:
        Foreign: a page is not self-contained.
    """
    for page in sorted(Path(config["site_dir"]).rglob("*.html")):
        text = page.read_text()
        for found in (*_FETCHED.findall(text), *_STYLES.findall(text)):
            raise Foreign(f"{page.name}: {found}")
