"""The page of somebody whom an issuer does not get in."""

from typing import Final

from starlette.responses import Response

from app.pages.layout import message
from errors import AppError, Code, Limited

_STATUS: Final = {
    Code.ACCESS_DENIED: 403,
    Code.CONFLICT: 409,
    Code.INVALID: 400,
    Code.NOT_FOUND: 400,
    Code.RATE_LIMITED: 429,
    Code.UNAUTHENTICATED: 401,
    Code.UNAVAILABLE: 503,
}
_RETRY: Final = "5"  # seconds


def refused(refusal: AppError) -> Response:
    """Return the page that says why somebody is not signed in."""
    reason = refusal.message.rstrip(".") + "."
    page = message("You are not signed in", reason, status=_STATUS.get(refusal.code, 500))
    if isinstance(refusal, Limited):
        page.headers["retry-after"] = str(refusal.retry_after)
    elif refusal.code is Code.UNAVAILABLE:
        page.headers["retry-after"] = _RETRY
    return page
