"""Cookies, as they are given to a browser and taken back; that of a session first of all.

Browsers take a ``Secure`` cookie over HTTPS only, and from ``localhost``, for development.
"""

from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response

from api.http.cookies import SESSION_COOKIE, cookie
from api.http.types import INFO_KEY, RequestInfo
from authz.sessions import LIFE, session_digest
from stakeholders.types import Browser


def set_session(response: Response, text: str) -> None:
    """Have the browser sign in with the session of this ``text`` for as long as it may last."""
    keep(response, SESSION_COOKIE, text, life=LIFE)


def clear_session(response: Response) -> None:
    """Have the browser forget its session; that it ends is not done here."""
    forget(response, SESSION_COOKIE)


def keep(response: Response, name: str, text: str, *, life: timedelta) -> None:
    """Have the browser send a cookie back to this origin alone, for as long as its ``life``.

    It comes along when another site sends the browser here, as issuers do, but with no form or
    script of theirs.
    """
    seconds = int(life.total_seconds())
    response.set_cookie(name, text, max_age=seconds, secure=True, httponly=True, samesite="lax")


def forget(response: Response, name: str) -> None:
    """Have the browser forget a cookie that it was told to keep."""
    response.delete_cookie(name, secure=True, httponly=True, samesite="lax")


def browser_of(request: Request) -> Browser:
    """Return who asks to sign in, with the session that it has had until now, good or not."""
    info: RequestInfo = request.scope[INFO_KEY]
    text = cookie(info.headers, SESSION_COOKIE)
    return Browser(
        agent=info.headers.get("user-agent", ""),
        address=info.address,
        request_id=info.id,
        replaced=None if text is None else session_digest(text),
    )
