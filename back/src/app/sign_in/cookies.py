"""The cookie of a session, as it is given to a browser and taken back.

Browsers take a ``Secure`` cookie over HTTPS only, and from ``localhost``, for development.
"""

from starlette.requests import Request
from starlette.responses import Response

from api.http.cookies import SESSION_COOKIE, cookie
from api.http.types import INFO_KEY, RequestInfo
from authz.sessions import LIFE, session_digest
from stakeholders.types import Browser


def set_session(response: Response, text: str) -> None:
    """Have the browser sign in with the session of this ``text`` for as long as it may last."""
    response.set_cookie(
        SESSION_COOKIE,
        text,
        max_age=int(LIFE.total_seconds()),
        path="/",
        secure=True,
        httponly=True,
        samesite="lax",
    )


def clear_session(response: Response) -> None:
    """Have the browser forget its session; that it ends is not done here."""
    response.delete_cookie(SESSION_COOKIE, path="/", secure=True, httponly=True, samesite="lax")


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
