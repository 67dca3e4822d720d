"""The command ``integrates``: reads its arguments and the environment, and does one thing."""

import argparse
import os
import sys
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Final, TypeAlias

from app import audit as audit_trail
from app import backup as care
from app import copies, keys, operations, people, upkeep
from app.consumers import NAMES
from app.doctor import doctor
from app.export import export as export_group
from app.first import FIRST
from app.serve import CANNOT_START, run
from app.sign_in.command import sign_in_link, unlink_person
from errors import AppError
from settings import InvalidSettings, Settings, load

_USAGE: Final = 2

Operation: TypeAlias = Callable[[Settings, argparse.Namespace], Awaitable[int]]


def main(arguments: list[str] | None = None) -> int:
    """Run the command with ``arguments``, those of the process if none; return its exit code.

    0 success, 1 a failure or refusal that is told, 2 a command that is not understood.
    """
    given = _parser().parse_args(arguments)
    if given.command == "doctor":
        return run(doctor(os.environ, as_json=given.json))  # noqa: TID251  # it reads them itself
    if given.operation is operations.dev:
        os.environ.update(_development(os.environ))  # noqa: TID251  # the workers read it
    try:
        settings = load(os.environ)  # noqa: TID251  # the entry point reads the environment
    except InvalidSettings as invalid:
        return _fail("\n".join(invalid.problems))
    operation: Operation = given.operation
    try:
        return run(_awaited(operation, settings, given))
    except AppError as refusal:
        return _fail(refusal.message)


async def _awaited(operation: Operation, settings: Settings, given: argparse.Namespace) -> int:
    return await operation(settings, given)


def _fail(message: str) -> int:
    sys.stderr.write(f"integrates: {message}\n")
    return CANNOT_START


def _development(environ: Mapping[str, str]) -> dict[str, str]:
    usual = {"INTEGRATES_ENVIRONMENT": "development", "INTEGRATES_LAME_DUCK": "0"}
    return {name: value for name, value in usual.items() if not environ.get(name)}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="integrates",
        description="The back end of a vulnerability-management platform.",
        epilog="Settings are environment variables; the README lists them.",
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    parser.set_defaults(operation=operations.dev)
    _add(
        commands, "dev", operations.dev, "serve for development, and again when the source changes"
    )
    serve = _add(commands, "serve", operations.serve, "serve the API")
    serve.add_argument(
        "--workers", type=_positive, metavar="N", help="serve from N processes under a supervisor"
    )
    _add_worker(commands)
    _add(commands, "work", operations.work, "run jobs and follow changes, without serving the API")
    _add_admin(commands)
    for name, operation, about in (
        ("backup", care.backup, "write a backup of the embedded engines, also while serving"),
        ("restore", care.restore, "put a backup in place where there is nothing yet"),
    ):
        _add(commands, name, operation, about).add_argument("folder", type=Path, metavar="DIR")
    _add_export(commands)
    _add_doctor(commands)
    _add_store(commands)
    _add_jobs(commands)
    _add_keys(commands)
    _add_mail(commands)
    _add_upkeep(commands)
    return parser


def _add_admin(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    admin = commands.add_parser(
        "admin", help="first credential, tokens, links, invitations"
    ).add_subparsers(dest="admin", metavar="WHAT", required=True)
    first = _add(admin, "bootstrap", operations.bootstrap, "make the first administrator")
    first.add_argument("--email", default=FIRST.email)
    first.add_argument("--organization", default=FIRST.organization)
    first.add_argument("--group", default=FIRST.group)
    for name, operation, about in (
        ("token", operations.token, "make a token for somebody"),
        ("sign-in-link", sign_in_link, "make a link that signs somebody in once"),
        ("unlink", unlink_person, "let somebody sign in with another identity"),
    ):
        _add(admin, name, operation, about).add_argument("email")
    invited = _add(admin, "invitations", people.invitations, "list the invitations that wait")
    invited.add_argument("email", nargs="?", help="whose; prints links that accept them")


def _add_mail(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    mail = commands.add_parser("mail", help="mail").add_subparsers(
        dest="mail", metavar="WHAT", required=True
    )
    _add(mail, "failed", people.failed_mail, "list the mails that are sent no more")


def _add_store(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    store = commands.add_parser("store", help="the store").add_subparsers(
        dest="store", metavar="WHAT", required=True
    )
    _add(store, "create", operations.create_store, "make what the store needs, such as tables")
    copy = _add(store, "copy", copies.copy_store, "copy to other engines, while serving")
    copy.add_argument(
        "--to", required=True, metavar="ENGINES", help="as in dynamodb+opensearch, or embedded"
    )
    copy.add_argument(
        "--finish", action="store_true", help="copy the rest of a stopped service, and prove it"
    )


def _add_jobs(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    jobs = commands.add_parser("jobs", help="background work").add_subparsers(
        dest="jobs", metavar="WHAT", required=True
    )
    _add(jobs, "dead", operations.dead_jobs, "list the jobs that were given up")
    revive = _add(jobs, "revive", operations.revive_job, "run a job that was given up again")
    revive.add_argument("kind")
    revive.add_argument("subject")


def _add_keys(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    what = commands.add_parser("keys", help="the keys of secrets").add_subparsers(
        dest="keys", metavar="WHAT", required=True
    )
    _add(what, "status", keys.status, "list data keys, what wraps them, and what they sealed")
    rotate = _add(what, "rotate", keys.rotate, "make new data keys, while serving")
    rotate.add_argument("tenant", nargs="?", help="an organization's id or a group; or all")
    _add(what, "rewrap", keys.rewrap, "wrap data keys with the current master key or KMS key")


def _add_upkeep(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    search = commands.add_parser("search", help="search indexes").add_subparsers(
        dest="search", metavar="WHAT", required=True
    )
    rebuild = _add(search, "rebuild", upkeep.rebuild_search, "make indexes anew, while serving")
    rebuild.add_argument("index", nargs="?", help="one of them; all when not given")
    verify = _add(search, "verify", upkeep.verify_search, "compare indexes with the store")
    verify.add_argument("index", nargs="?", help="one of them; all when not given")
    verify.add_argument("--repair", action="store_true", help="write what differs anew")
    counters = commands.add_parser("counters", help="figures").add_subparsers(
        dest="counters", metavar="WHAT", required=True
    )
    _add(counters, "recount", upkeep.recount, "count everything anew, while serving")
    check = _add(counters, "verify", upkeep.verify_counters, "compare figures with the store")
    check.add_argument("--repair", action="store_true", help="count what differs anew")
    audit = commands.add_parser("audit", help="the audit trail").add_subparsers(
        dest="audit", metavar="WHAT", required=True
    )
    prove = _add(audit, "verify", audit_trail.verify_audit, "prove that it is as it was written")
    prove.add_argument(
        "--holds",
        action="append",
        default=[],
        metavar="HASH",
        help="a hash that was printed before and must still be there",
    )
    streams = commands.add_parser("streams", help="consumers of changes").add_subparsers(
        dest="streams", metavar="WHAT", required=True
    )
    _add(streams, "parked", upkeep.parked, "list the changes that a consumer could not take")
    redrive = _add(streams, "redrive", upkeep.redrive_parked, "let it try one of them again")
    redrive.add_argument("consumer", choices=NAMES)
    redrive.add_argument("shard")
    redrive.add_argument("position")


def _add_export(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    export = _add(commands, "export", export_group, "write the vulnerabilities of a group")
    export.add_argument("--group", required=True, metavar="NAME")
    export.add_argument("--format", choices=("ndjson", "csv"), default="ndjson")
    export.add_argument("--output", type=Path, metavar="FILE")


def _add_doctor(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    # Malformed settings are among what it tells, so it is no operation on settings.
    doctors = commands.add_parser("doctor", help="tell what is wrong, and what to do")
    doctors.add_argument("--json", action="store_true", help="for programs")


def _add_worker(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    # A supervisor runs it; without a help text it is not listed.
    worker = commands.add_parser("worker")
    worker.set_defaults(operation=operations.worker)
    for number in ("--socket", "--tie", "--slot"):
        worker.add_argument(number, type=int, required=True)
    worker.add_argument("--metrics", type=Path, required=True)


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError("not a positive number")
    return int(text)


def _add(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    operation: Operation,
    about: str,
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=about)
    parser.set_defaults(operation=operation)
    return parser


if __name__ == "__main__":
    sys.exit(main())
