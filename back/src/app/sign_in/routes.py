"""The routes of signing in and out with a browser.

All of them answer pages.  Those that change something take a form of our own pages, except that
``GET /logout`` signs out where it is followed: from our own pages, or typed in.
"""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import wraps
from typing import Final, TypeAlias

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from api.http.errors import Disconnected
from api.http.types import INFO_KEY, RequestInfo
from app.callers import Caller
from app.pages.assets import asset_routes
from app.pages.layout import message
from app.sign_in import pages
from app.sign_in.cookies import browser_of, clear_session
from app.sign_in.forms import FromElsewhere, read_form
from app.sign_in.issuers import issuers
from app.sign_in.landing import landed, landing_of
from app.world import Service
from db_model.types import SessionId
from errors import AppError, Limited, Unavailable
from stakeholders.domain import end_session, living_sessions, sign_in_by_link
from stakeholders.errors import LinkExpired, SessionNotFound
from store.requests import RequestStore

_SEE_OTHER: Final = 303
# Cookies go by name: all of them would be those of our neighbours under one domain, too.
_CLEARED: Final = '"cache", "storage"'

Handler: TypeAlias = Callable[[Request], Awaitable[Response]]


def sign_in_routes(service: Service) -> list[Route]:
    """Return the routes of ``service`` that browsers sign in and out by, and what they need."""
    return [
        Route("/", _told(_home(service))),
        Route("/sign-in-link", _told(_link(service)), methods=["GET", "POST"]),
        Route("/end-session", _told(_end(service)), methods=["POST"]),
        Route("/logout", _told(_logout(service)), methods=["GET", "POST"]),
        *(Route(path, _failing(make)) for path, make in pages.FAILURES.items()),
        *asset_routes(),
    ]


def _home(service: Service) -> Handler:
    async def show(request: Request) -> Response:
        caller = await _caller(service, request)
        if caller is None:
            return pages.sign_in_page(issuers(service.settings))
        return pages.home_page(
            pages.Home(
                access=caller.access,
                sessions=await living_sessions(caller.db, caller.access, now=service.clock()),
                zone=service.settings.timezone,
                landing=landing_of(service.settings),
            )
        )

    return show


def _link(service: Service) -> Handler:
    async def handle(request: Request) -> Response:
        if request.method != "POST":
            secret = request.query_params.get("secret", "")
            return pages.link_page(secret, goes_to=landing_of(service.settings))
        form = await read_form(request, origin=service.settings.public_origin)
        await service.limiter.admit_sign_in(request.scope[INFO_KEY].address)
        db = RequestStore(service.engines.store)
        try:
            text = await sign_in_by_link(
                db, form.get("secret", ""), browser_of(request), at=service.clock()
            )
        except LinkExpired:
            return pages.link_expired_page()
        return landed(text, service.settings)

    return handle


def _end(service: Service) -> Handler:
    async def handle(request: Request) -> Response:
        form = await read_form(request, origin=service.settings.public_origin)
        caller = await _caller(service, request)
        if caller is None:
            return pages.unauthorized_page("Your session has ended.")
        id_ = SessionId(form.get("id", ""))
        with suppress(SessionNotFound):  # it has ended, which is what was wished for
            await end_session(caller.db, caller.access, id_=id_, at=service.clock())
        return RedirectResponse("/", _SEE_OTHER)

    return handle


def _failing(make: Callable[[], Response]) -> Handler:
    async def show(_: Request) -> Response:
        return make()

    return show


def _logout(service: Service) -> Handler:
    async def handle(request: Request) -> Response:
        if request.method == "POST":
            await read_form(request, origin=service.settings.public_origin)
        elif not _is_followed(request):
            return pages.sign_out_page()
        caller = await _caller(service, request)
        if caller is not None and caller.access.principal.session_id is not None:
            id_ = caller.access.principal.session_id
            await end_session(caller.db, caller.access, id_=id_, at=service.clock())
        response = RedirectResponse("/", _SEE_OTHER, {"clear-site-data": _CLEARED})
        clear_session(response)
        return response

    return handle


def _is_followed(request: Request) -> bool:
    """Tell whether somebody goes to a page by a link of ours, or by typing its address.

    A page of another site can only send people here, or load it unseen; neither signs anybody
    out.  Browsers that do not say where a request comes from send the cookie only when a person
    goes to a page.
    """
    headers = request.headers
    if request.method != "GET" or "prefetch" in headers.get("sec-purpose", ""):
        return False
    return headers.get("sec-fetch-site", "none") in {"none", "same-origin"}


async def _caller(service: Service, request: Request) -> Caller | None:
    info: RequestInfo = request.scope[INFO_KEY]
    return await service.identify(info)


def _told(handler: Handler) -> Handler:
    """Answer what goes wrong with a page, too."""

    @wraps(handler)
    async def wrapped(request: Request) -> Response:
        try:
            return await handler(request)
        except FromElsewhere:
            return pages.from_elsewhere_page()
        except Disconnected:
            return Response(status_code=400)  # there is nobody to read it
        except Limited as limited:
            answer = message("Too many tries", limited.message, status=429)
            answer.headers["retry-after"] = str(limited.retry_after)
            return answer
        except AppError as failure:
            status = 503 if isinstance(failure, Unavailable) else 409
            return message("Try again in a moment", failure.message, status=status)

    return wrapped
