"""What each command of ``integrates`` does."""

import argparse
import socket
import sys
from typing import Final

import structlog

from app import logs
from app.engines import Engines, open_engines, open_store
from app.first import FIRST, development_token
from app.health import health_routes
from app.kinds import leases
from app.metrics import make_metrics, metrics_app, share_metrics
from app.parts import background_of, more_routes, parts, service_of
from app.projections import open_projections
from app.serve import STOPPED, serve_on, work_on
from app.serve import serve as serve_app
from app.sign_in.command import new_link
from app.supervisor.crew import Plan
from app.supervisor.rules import Policy
from app.supervisor.supervise import supervise
from app.supervisor.worker import tied
from app.watching import Watch
from installation.domain import bootstrap as bootstrap_installation
from installation.domain import token_for
from installation.types import FirstThings
from jobs.dead import list_dead
from jobs.dead import revive as revive_write
from kit.time import now
from settings import Environment, Settings, StoreEngine
from store.requests import RequestStore
from store.types import Store

_LOG: Final = structlog.get_logger("integrates")


async def serve(settings: Settings, given: argparse.Namespace) -> int:
    """Serve the API; with the embedded engines, run jobs in the same process."""
    logs.configure(settings)
    if given.workers is not None:
        await _prepare(settings)
        return await supervise(Plan(settings=settings, workers=given.workers))
    async with (
        open_engines(settings, clock=now) as engines,
        open_projections(settings, engines.store) as projections,
    ):
        if settings.environment is Environment.DEVELOPMENT:
            await _greet(engines, settings)
        metrics = make_metrics()
        service = service_of(engines, projections, settings, metrics)
        async with more_routes(service) as more:
            app, background = parts(service, metrics, more)
            return await serve_app(app, settings, metrics=metrics, background=background)


async def dev(settings: Settings, _: argparse.Namespace) -> int:
    """Serve for development, and again when the source changes."""
    from app.reload import source_changes  # noqa: PLC0415  # only development watches files

    logs.configure(settings)
    await _prepare(settings)
    policy = Policy(tries=1)  # the next change is what helps
    return await supervise(
        Plan(settings=settings, workers=1, policy=policy, changes=source_changes)
    )


async def worker(settings: Settings, given: argparse.Namespace) -> int:
    """Serve as one of the processes of a supervisor, which runs this command."""
    tie = tied(given.tie, settings)
    logs.configure(settings, worker=given.slot)
    share_metrics(given.metrics, given.slot)
    async with (
        open_engines(settings, clock=now) as engines,
        open_projections(settings, engines.store) as projections,
    ):
        metrics = make_metrics()
        service = service_of(engines, projections, settings, metrics)
        sockets = [socket.socket(fileno=given.socket)]
        async with more_routes(service) as more:
            app, background = parts(service, metrics, more)
            return await serve_on(
                sockets, app, settings, metrics=metrics, background=background, tie=tie
            )


async def work(settings: Settings, _: argparse.Namespace) -> int:
    """Run jobs and consume changes until a signal asks to stop; tell of it on the metrics port."""
    logs.configure(settings)
    async with (
        open_engines(settings, clock=now) as engines,
        open_projections(settings, engines.store) as projections,
    ):
        metrics = make_metrics()
        watch = Watch(service_of(engines, projections, settings, metrics), metrics)
        return await work_on(
            metrics_app(metrics, health_routes(watch.ready)),
            settings,
            background=background_of(watch, watches=True),
        )


async def bootstrap(settings: Settings, given: argparse.Namespace) -> int:
    """Make the first organization, group and administrator; print a token, and a sign-in link.

    The link goes to standard error: whoever takes the token takes nothing else.
    """
    first = FirstThings(email=given.email, organization=given.organization, group=given.group)
    async with open_engines(settings, clock=now) as engines:
        text = await bootstrap_installation(RequestStore(engines.store), first, at=now())
        link = await new_link(engines.store, given.email, settings.public_origin, at=now())
    sys.stdout.write(f"{text}\n")
    sys.stderr.write(f"Sign in with a browser, once, within 15 minutes: {link}\n")
    return STOPPED


async def token(settings: Settings, given: argparse.Namespace) -> int:
    """Make a token for a person, who is added if need be; print it."""
    async with open_engines(settings, clock=now) as engines:
        text = await token_for(RequestStore(engines.store), given.email, at=now())
    sys.stdout.write(f"{text}\n")
    return STOPPED


async def create_store(settings: Settings, _: argparse.Namespace) -> int:
    """Make what the store needs; what is there stays as it is."""
    if settings.store is StoreEngine.DYNAMODB:
        from app.dynamodb import create  # noqa: PLC0415  # costs a second to import

        await create(settings)
    async with open_store(settings, clock=now) as store:
        await store.ready()
    sys.stdout.write("The store is ready.\n")
    return STOPPED


async def dead_jobs(settings: Settings, _: argparse.Namespace) -> int:
    """Print the jobs that were given up, with their last error."""
    async with open_engines(settings, clock=now) as engines:
        for kind in leases(engines.store, engines.blobs, now):
            await _print_dead(engines.store, kind)
    return STOPPED


async def _print_dead(store: Store, kind: str) -> None:
    after: str | None = None
    while True:
        page = await list_dead(store, kind, after=after)
        for job in page.jobs:
            sys.stdout.write(f"{job.id.kind}\t{job.id.subject}\t{job.failures}\t{job.error}\n")
        after = page.next
        if after is None:
            return


async def revive_job(settings: Settings, given: argparse.Namespace) -> int:
    """Let a job that was given up run again."""
    async with open_store(settings, clock=now) as store:
        write = await revive_write(store, given.kind, given.subject, now=now())
        await store.commit([write])
    return STOPPED


async def _prepare(settings: Settings) -> None:
    """Find the engines ready before any worker starts, and greet once."""
    async with open_engines(settings, clock=now) as engines:
        if settings.environment is Environment.DEVELOPMENT:
            await _greet(engines, settings)


async def _greet(engines: Engines, settings: Settings) -> None:
    text = await development_token(engines.store, settings.state_dir, at=now())
    address = f"http://{settings.host}:{settings.port}"
    link = await new_link(engines.store, FIRST.email, address, at=now())
    sys.stdout.write(
        f"Integrates   {address}/api (GraphiQL in a browser)\n"
        f"Signs in as  {FIRST.email}, group {FIRST.group} of organization {FIRST.organization}\n"
        f"Sign in      {link} (once, within 15 minutes)\n"
        f"API token    {text}\n"
    )
    sys.stdout.flush()
