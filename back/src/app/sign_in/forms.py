"""Forms that our own pages send."""

from typing import Final
from urllib.parse import parse_qsl

from starlette.requests import Request

from api.http import body
from api.http.errors import Refusal
from api.http.origin import is_ours
from api.http.types import INFO_KEY, RequestInfo
from errors import Code

_LARGEST: Final = 4096  # bytes
_MOST_FIELDS: Final = 10
_MEDIA: Final = "application/x-www-form-urlencoded"


async def read_form(request: Request, *, origin: str) -> dict[str, str]:
    """Return the fields of a form that a page of ours, at ``origin``, sends.

    Raises:
        FromElsewhere: another site's page may have sent it.
        Refusal: it is no form, or a large one.
    """
    info: RequestInfo = request.scope[INFO_KEY]
    if not is_ours(info.headers, origin=origin):
        raise FromElsewhere
    media = info.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media != _MEDIA:
        raise Refusal(415, f"The request must be {_MEDIA}")
    announced = info.headers.get("content-length")
    raw = await body.read(request.receive, announced=announced, limit=_LARGEST)
    try:
        return dict(parse_qsl(raw.decode(), max_num_fields=_MOST_FIELDS))
    except ValueError as broken:
        raise Refusal(400, "The form is broken") from broken


class FromElsewhere(Refusal):
    def __init__(self) -> None:
        super().__init__(403, "The request comes from another site", code=Code.ACCESS_DENIED)
