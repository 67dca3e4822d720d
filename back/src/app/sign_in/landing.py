"""Where somebody goes who has signed in."""

from typing import Final
from urllib.parse import urlsplit

from starlette.responses import RedirectResponse, Response

from app.sign_in.cookies import set_session
from settings import Environment, Settings

_SEE_OTHER: Final = 303


def landing_of(settings: Settings, page: str | None = None) -> str:
    """Return the front end's address, or else that of GraphiQL, or of the page at ``/``.

    ``page`` is a path that was asked for before signing in: one of the front end where there is
    one, and it is not the API's.
    """
    front_end = settings.sign_in.front_end_url
    if page is not None:
        return page if front_end is None or page.startswith("/api") else _on(front_end, page)
    if front_end is not None:
        return front_end
    has_graphiql = settings.graphiql or settings.environment is Environment.DEVELOPMENT
    return "/api" if has_graphiql else "/"


def landed(text: str, settings: Settings, *, page: str | None = None) -> Response:
    """Return the answer that gives a browser the session of this ``text`` and sends it on."""
    response = RedirectResponse(landing_of(settings, page), _SEE_OTHER)
    set_session(response, text)
    return response


def _on(front_end: str, page: str) -> str:
    parts = urlsplit(front_end)
    return f"{parts.scheme}://{parts.netloc}{page}"
