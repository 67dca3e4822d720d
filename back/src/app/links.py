"""The pages behind the links of mails: GET shows what is asked, POST answers it.

Scanners of mail follow links, so that looking at one changes nothing.  The secret in the address
is all that is needed, and nobody's browser sends it by itself.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, TypeAlias

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.context import Context
from api.http.types import INFO_KEY, RequestInfo
from app.pages.layout import Html, joined, page, paragraph, text
from app.world import Service
from db_model.access.types import OrganizationRole
from db_model.links.types import Purpose
from db_model.types import Email, OrganizationId
from errors import AppError, Limited, NotFound, Unavailable
from outbox.addresses import PATHS
from stakeholders.domain import (
    ENTER,
    accept,
    delete_account,
    deletion_offered,
    entering,
    offered,
    reject,
)
from stakeholders.types import Offer, Reply

_Act: TypeAlias = Callable[[Context, Reply], Awaitable[Offer]]


async def _look(context: Context, reply: Reply) -> Offer:
    return await offered(context.db, reply, now=context.now)


async def _look_at_deletion(context: Context, reply: Reply) -> Offer:
    return await deletion_offered(context.db, reply, now=context.now)


async def _accept(context: Context, reply: Reply) -> Offer:
    offer = await accept(context.db, reply, at=context.now)
    if reply.purpose is Purpose.ORGANIZATION and offer.role == OrganizationRole.CUSTOMER_MANAGER:
        context.wake(ENTER, entering(OrganizationId(offer.place), Email(offer.email)))
    return offer


async def _reject(context: Context, reply: Reply) -> Offer:
    return await reject(context.db, reply, at=context.now)


async def _delete(context: Context, reply: Reply) -> Offer:
    return await delete_account(context.db, reply, at=context.now)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Way:
    """What a path looks at and does; the texts are filled with the offer."""

    look: _Act
    act: _Act
    title: str
    question: str
    button: str
    done: str


_OFFER: Final = "{by} invites {email} to {subject}, as {role}. The invitation ends {until} UTC."
_INTO: Final = _Way(
    look=_look,
    act=_accept,
    title="Accept the invitation",
    question=_OFFER,
    button="Accept",
    done="{email} is a member of {subject} now.",
)
_AWAY: Final = _Way(
    look=_look,
    act=_reject,
    title="Reject the invitation",
    question=_OFFER,
    button="Reject",
    done="The invitation of {email} to {subject} was rejected.",
)
_GONE: Final = _Way(
    look=_look_at_deletion,
    act=_delete,
    title="Delete the account",
    question="The account {email} is deleted, with all its memberships and tokens, for good.",
    button="Delete the account",
    done="The account {email} was deleted.",
)
_CONFIRM: Final[Mapping[Purpose, _Way]] = MappingProxyType(
    {Purpose.DELETION: _GONE, Purpose.GROUP: _INTO, Purpose.ORGANIZATION: _INTO}
)


def link_routes(service: Service) -> list[Route]:
    """Return the routes of all links."""
    routes = []
    for purpose, paths in PATHS.items():
        routes.append(_route(service, paths.confirm, purpose, _CONFIRM[purpose]))
        if paths.reject is not None:
            routes.append(_route(service, paths.reject, purpose, _AWAY))
    return routes


def _route(service: Service, path: str, purpose: Purpose, way: _Way) -> Route:
    async def answer(request: Request) -> Response:
        info: RequestInfo = request.scope[INFO_KEY]
        context = await service.context(info, None)
        reply = Reply(
            secret=request.path_params["secret"],
            purpose=purpose,
            address=info.address,
            request_id=info.id,
        )
        try:
            await service.limiter.admit_sign_in(info.address)
            if request.method == "POST":
                offer = await way.act(context, reply)
                return page(way.title, paragraph(_filled(way.done, offer)))
            offer = await way.look(context, reply)
        except AppError as refused:
            return _refused(way, refused)
        return page(way.title, _form(_filled(way.question, offer), way.button))

    return Route(f"{path}{{secret}}", answer, methods=["GET", "POST"])


def _form(question: str, button: str) -> Html:
    send = f'<form method="post"><button type="submit">{text(button)}</button></form>'
    return joined(paragraph(question), Html(send))


def _filled(told: str, offer: Offer) -> str:
    return told.format(
        by=offer.by,
        email=offer.email,
        subject=offer.subject,
        role=offer.role.replace("_", " "),
        until=f"{offer.until:%Y-%m-%d %H:%M}",
    )


def _refused(way: _Way, refused: AppError) -> Response:
    """Return the page for a link that is not good, or for what the business does not allow."""
    match refused:
        case NotFound():
            told = "This link is invalid or expired. Ask whoever invited you for another one."
            return page("Invalid or expired link", paragraph(told), status=404)
        case Limited(retry_after=seconds, message=told):
            answer = page(way.title, paragraph(told), status=429)
            answer.headers["retry-after"] = str(seconds)
            return answer
        case Unavailable():
            told = "The service is busy. Try again in a moment."
            return page(way.title, paragraph(told), status=503)
        case _:
            told = refused.message.removeprefix("Exception - ")
            return page(way.title, paragraph(told), status=409)
