"""The command: options in, text and an exit code out."""

import argparse
import secrets
import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import Final

from integrates_ci import documents
from integrates_ci.address import server_at
from integrates_ci.errors import Exit, Failure, WrongUsage
from integrates_ci.gate import Gate, breaking
from integrates_ci.graphql import Api, ask
from integrates_ci.identity import Build, token_of
from integrates_ci.imports import (
    Wish,
    closings,
    ensure_root,
    import_report,
    results,
)
from integrates_ci.options import parsed
from integrates_ci.origin import ask_git, origin_of
from integrates_ci.progress import clear, watch_on
from integrates_ci.render import printable
from integrates_ci.report import for_upload, opened
from integrates_ci.sketches import SourceWish, prepare, prepared_for_import
from integrates_ci.summary import (
    SHOWN,
    Outcome,
    broken_lines,
    finding_lines,
    findings_csv,
    findings_json,
    import_json,
    import_lines,
)
from integrates_ci.values import (
    CHANGES,
    DONE,
    HELD,
    UNFINISHED_STATES,
    Import,
    Result,
    decoded,
    finding_from,
)
from integrates_ci.world import World

PLACES: Final = 3  # of each finding's open vulnerabilities, told in its row
_CODES: Final = {DONE: Exit.FINE, HELD: Exit.HELD}


def main(arguments: Sequence[str], world: World) -> int:
    """Run the command and return its exit code; every failure is told in one line."""
    try:
        options = parsed(arguments, world.environ)
    except SystemExit as leaving:  # argparse has told what is wrong, or what was asked for
        return int(leaving.code or 0)
    try:
        return _COMMANDS[options.command](options, world)
    except Failure as failure:
        _tell(world, str(failure), token=options.token)
        return failure.exit_code
    except KeyboardInterrupt:
        _tell(world, "Interrupted; what was uploaded is imported all the same", token="")
        return Exit.INTERRUPTED


def _import(options: argparse.Namespace, world: World) -> Exit:
    api = _api(options, world)
    wish = _wish(options, world)
    tell = _teller(options, world)
    with opened(options.report) as file:
        if options.create_root and ensure_root(api, wish, url=options.create_root):
            tell(f"Root {wish.root} was created")
        sent = prepared_for_import(api, _source_wish(options), file, tell, format_=options.format)
        wish = replace(wish, scanned=sent.scanned)
        with for_upload(file if sent.content is None else BytesIO(sent.content)) as packed:
            found = import_report(api, wish, packed, watch=watch_on(world.err), clock=world.clock)
        outcome = _outcome(api, found, options)
    _print(
        world,
        (import_json(outcome),)
        if options.json
        else import_lines(_changes(outcome), wish, width=_width(world)),
    )
    return _judged(outcome, wish, options.fail_on, world)


def _prepare(options: argparse.Namespace, world: World) -> Exit:
    api = _api(options, world)
    with opened(options.report) as file:
        content = prepare(api, _source_wish(options), file, _teller(options, world))
    if options.output is None:
        world.out.write(f"{content.decode()}\n")
        return Exit.FINE
    try:
        Path(options.output).write_bytes(content)
    except OSError as error:
        raise WrongUsage(f"{options.output} cannot be written: {error.strerror}") from error
    return Exit.FINE


def _findings(options: argparse.Namespace, world: World) -> Exit:
    variables = {"groupName": options.group, "first": PLACES}
    data = ask(_api(options, world), documents.FINDINGS, variables)
    found = decoded(
        lambda raw: tuple(finding_from(each) for each in raw["group"]["findings"] if each), data
    )
    if options.csv:
        world.out.write(findings_csv(found))
    elif options.json:
        _print(world, (findings_json(found),))
    else:
        _print(world, finding_lines(found, width=_width(world)))
    return Exit.FINE


_COMMANDS: Final = {"import": _import, "findings": _findings, "prepare": _prepare}


def _api(options: argparse.Namespace, world: World) -> Api:
    token = options.token
    if options.oidc:
        build = Build(
            url=options.url,
            group=options.group,
            audience=options.oidc_audience,
            environ=world.environ,
            may_be_insecure=options.insecure_http,
            pause=world.pause,
        )
        token = token_of(build)
    server = server_at(
        options.url,
        token=token,
        environ=world.environ,
        may_be_insecure=options.insecure_http,
    )
    return Api(server=server, pause=world.pause, new_key=lambda: secrets.token_hex(16))


def _wish(options: argparse.Namespace, world: World) -> Wish:
    origin = origin_of(world.environ, ask_git)
    return Wish(
        group=options.group,
        root=options.root,
        format=options.format,
        commit=options.commit or origin.commit,
        ref=options.ref or origin.ref,
        is_dry_run=options.dry_run,
        wait=options.wait,
    )


def _source_wish(options: argparse.Namespace) -> SourceWish:
    return SourceWish(
        group=options.group,
        root=options.root,
        source=options.source,
        may_search=not getattr(options, "no_source", True),
        scanned=options.scanned,
    )


def _outcome(api: Api, found: Import, options: argparse.Namespace) -> Outcome:
    """Read what the import did: everything if it is asked for, else what a table shows."""
    if found.state in UNFINISHED_STATES:
        return Outcome(found=found)
    is_whole = options.json or options.fail_on is not None
    told: Iterable[Result] = ()
    if is_whole:
        told = results(api, found.id)
    elif found.counts.changed:
        told = islice(results(api, found.id, outcomes=CHANGES), SHOWN)
    closed = closings(api, found.id) if found.counts.closed else ()
    return Outcome(
        found=found,
        results=tuple(told),
        closings=tuple(closed if options.json else islice(closed, SHOWN)),
    )


def _changes(outcome: Outcome) -> Outcome:
    changes = (each for each in outcome.results if each.outcome in CHANGES)
    return Outcome(
        found=outcome.found, results=tuple(islice(changes, SHOWN)), closings=outcome.closings
    )


def _judged(outcome: Outcome, wish: Wish, gate: Gate | None, world: World) -> Exit:
    state = outcome.found.state
    if state in UNFINISHED_STATES:
        return Exit.UNFINISHED if wish.wait else Exit.FINE
    code = _CODES.get(state, Exit.FAILED)
    if code is not Exit.FINE or gate is None:
        return code
    broken = breaking(gate, outcome.results)
    if not broken:
        return Exit.FINE
    world.err.writelines(f"{line}\n" for line in broken_lines(broken))
    return Exit.GATE_BROKEN


def _width(world: World) -> int | None:
    columns = world.environ.get("COLUMNS", "")
    if columns.isascii() and columns.isdigit():
        return int(columns)
    return shutil.get_terminal_size().columns if world.out.isatty() else None


def _print(world: World, lines: Iterable[str]) -> None:
    clear(world.err)
    world.out.writelines(f"{line}\n" for line in lines)


def _teller(options: argparse.Namespace, world: World) -> Callable[[str], None]:
    return lambda message: _tell(world, message, token=options.token)


def _tell(world: World, message: str, *, token: str) -> None:
    secret = token.strip()
    safe = message.replace(secret, "***") if secret else message
    clear(world.err)
    world.err.write(f"integrates-ci: {printable(safe)}\n")
