"""Where something that runs was tested: a URL that is the same in every test."""

from typing import Final
from urllib.parse import parse_qsl, urlsplit, urlunsplit

from imports.formats.texts import cleaned, digest

_LONGEST: Final = 1024
_MOST_PARAMETERS: Final = 50
_PORTS: Final = {"http": ":80", "https": ":443"}


def url_place(url: str) -> str:
    """Return the URL without user, fragment and values, which hold payloads and secrets.

    The names of the parameters stay, sorted.
    """
    text = cleaned(url.strip(), 4 * _LONGEST).replace("\n", "").replace("\t", "")
    try:
        parts = urlsplit(text)
        names = {name for name, _ in parse_qsl(parts.query, keep_blank_values=True)}
    except ValueError:  # brackets that hold no address
        return _bounded(text.partition("?")[0].partition("#")[0])
    host = parts.netloc.rpartition("@")[2].casefold()
    host = host.removesuffix(_PORTS.get(parts.scheme, " "))
    query = "&".join(sorted(names)[:_MOST_PARAMETERS])
    return _bounded(urlunsplit((parts.scheme, host, parts.path, query, "")))


def _bounded(place: str) -> str:
    return place if len(place) <= _LONGEST else f"{place[: _LONGEST - 25]}~{digest(place)}"
