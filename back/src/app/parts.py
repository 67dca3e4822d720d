"""What a process is made of: the service, what it serves, and its work beside requests."""

import asyncio
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager, nullcontext

from starlette.routing import Route
from starlette.types import ASGIApp

from api import executable_schema
from app import create_app
from app.daily import daily
from app.engines import Engines, open_store
from app.exchange import exchange_routes
from app.links import link_routes
from app.metrics import Metrics, limits_told, observe_change
from app.projections import Projections, told
from app.repositories import access_of
from app.serve import Background
from app.sign_in.routes import sign_in_routes
from app.watching import Watch
from app.world import Service
from kit.time import now
from rates.limiter import Limiter
from rates.limits import limits_from
from repositories.check import Git
from settings import Settings, StoreEngine
from streams.types import News


def routes(service: Service) -> tuple[Route, ...]:
    """Return the routes of the service beside those of the API."""
    return (*sign_in_routes(service), *link_routes(service), *exchange_routes(service))


def more_routes(service: Service) -> AbstractAsyncContextManager[Sequence[Route]]:
    """Give the routes of the issuers; what asks them is imported only where there are any."""
    if not service.settings.issuers:
        return nullcontext(())
    from app.sign_in.oidc import open_oidc_routes  # noqa: PLC0415  # see above

    return open_oidc_routes(service)


def parts(
    service: Service, metrics: Metrics, more: Sequence[Route]
) -> tuple[ASGIApp, tuple[Background, ...]]:
    """Return what a process serves, with ``more`` routes, and what it does besides."""
    app = create_app(
        service.world(),
        schema=executable_schema(),
        settings=service.settings,
        metrics=metrics,
        pages=(*routes(service), *more),
    )
    # Without a process of their own for it, the embedded engines are looked at by each.
    watches = service.settings.store is not StoreEngine.DYNAMODB
    return app, background_of(Watch(service, metrics), watches=watches)


def service_of(
    engines: Engines, projections: Projections, settings: Settings, metrics: Metrics
) -> Service:
    """Return the service on open engines, which tells ``metrics`` what becomes of changes."""

    def hear(news: News) -> None:
        observe_change(metrics, news, now=now())
        told(news)

    return Service(
        engines=engines,
        projections=projections,
        settings=settings,
        clock=now,
        git=Git(access=access_of(settings)),
        another_store=lambda: open_store(settings, clock=now),
        told=hear,
        limiter=Limiter(
            store=engines.store,
            limits=limits_from(settings.rates),
            clock=now,
            told=limits_told(metrics),
        ),
    )


def background_of(watch: Watch, *, watches: bool) -> tuple[Background, ...]:
    """Return the work of a process beside requests; one that ``watches`` looks at the engines."""
    service = watch.service

    async def every_day(stop: asyncio.Event) -> None:
        await daily(service, stop)

    found = (service.jobs, service.consumers, every_day, *((watch.watch,) if watches else ()))
    if service.settings.store is StoreEngine.DYNAMODB:
        return found

    from app import tidying  # noqa: PLC0415  # as only the embedded engines need it

    async def tidy(stop: asyncio.Event) -> None:
        await tidying.tidy(service, stop)

    return *found, tidy
