"""Which media type a request has, and which one its answer gets."""

from enum import Enum
from functools import lru_cache
from typing import Final

from api.http.answers import GRAPHQL, JSON
from api.http.errors import Refusal

# Best first: a client that takes both without a preference gets the newer one only when it
# names it, because wildcards are sent by clients that know nothing of it.
_OFFERS: Final = (
    (GRAPHQL, (GRAPHQL,)),
    (JSON, (JSON, "application/*", "*/*")),
)


class BodyKind(Enum):
    JSON = "application/json"
    MULTIPART = "multipart/form-data"


@lru_cache(maxsize=64)
def answer_media(accept: str) -> str:
    """Return the media type of the answer.

    Raises:
        Refusal: the client takes none that there is.
    """
    weights = dict(_ranges(accept or "*/*"))
    ranked = [
        (max(weights.get(name, 0.0) for name in names), media)
        for media, names in _OFFERS
        if not _excluded(weights, media)
    ]
    best, media = max(ranked, key=lambda offer: offer[0], default=(0.0, JSON))
    if best <= 0:
        raise Refusal(406, f"The answer is {JSON} or {GRAPHQL}")
    return media


@lru_cache(maxsize=64)
def body_kind(content_type: str) -> BodyKind:
    """Return how the body is written.

    Raises:
        Refusal: it is neither JSON in UTF-8 nor a multipart form.
    """
    name, _, rest = content_type.partition(";")
    charset = _parameter(rest, "charset")
    try:
        kind = BodyKind(name.strip().lower())
    except ValueError:
        raise Refusal(415, "The request must be application/json") from None
    if kind is BodyKind.JSON and charset not in {None, "utf-8", "utf8"}:
        raise Refusal(415, "The request must be written in UTF-8")
    return kind


def _excluded(weights: dict[str, float], media: str) -> bool:
    return weights.get(media) == 0


def _ranges(accept: str) -> list[tuple[str, float]]:
    ranges = []
    for part in accept.split(","):
        name, _, rest = part.partition(";")
        ranges.append((name.strip().lower(), _weight(_parameter(rest, "q"))))
    return ranges


def _weight(text: str | None) -> float:
    try:
        return 1.0 if text is None else float(text)
    except ValueError:
        return 0.0


def _parameter(text: str, wanted: str) -> str | None:
    for part in text.split(";"):
        name, _, value = part.partition("=")
        if name.strip().lower() == wanted:
            return value.strip().strip('"').lower()
    return None
