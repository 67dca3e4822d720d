"""Where somebody goes who has signed in."""

from typing import Final

from starlette.responses import RedirectResponse, Response

from app.sign_in.cookies import set_session
from settings import Environment, Settings

_SEE_OTHER: Final = 303


def landing_of(settings: Settings) -> str:
    """Return the front end's address, or else that of GraphiQL, or of the page at ``/``."""
    if settings.sign_in.front_end_url is not None:
        return settings.sign_in.front_end_url
    has_graphiql = settings.graphiql or settings.environment is Environment.DEVELOPMENT
    return "/api" if has_graphiql else "/"


def landed(text: str, settings: Settings) -> Response:
    """Return the answer that gives a browser the session of this ``text`` and sends it on."""
    response = RedirectResponse(landing_of(settings), _SEE_OTHER)
    set_session(response, text)
    return response
