"""What the command line may say."""

import argparse
from collections.abc import Mapping, Sequence
from typing import Final

from integrates_ci import VERSION
from integrates_ci.address import DEFAULT_URL
from integrates_ci.errors import WrongUsage
from integrates_ci.gate import Gate, gate_from
from integrates_ci.report import STANDARD_INPUT

WAIT_SECONDS: Final = 600
SCANNED: Final = 250  # paths; the API takes no more

_EPILOG: Final = """\
The token and the address are best given as INTEGRATES_API_TOKEN and INTEGRATES_API_URL: what is
on a command line can be read by every user of the machine.

exit codes: 0 fine; 1 failed or refused; 2 wrong usage; 3 held, and waits for confirmation;
4 not finished within --wait; 66 the gate of --fail-on is broken; 130 interrupted
"""


def parsed(arguments: Sequence[str], environ: Mapping[str, str]) -> argparse.Namespace:
    """Return the options; leaves with code 2 and a usage line when they make no sense."""
    parser = _parser(environ)
    options = parser.parse_args(arguments)
    if options.command == "import" and options.fail_on and options.wait == 0:
        parser.error("--fail-on needs the outcome: it cannot go with --wait 0")
    if options.command != "findings" and len(options.scanned or ()) > SCANNED:
        parser.error(f"--scanned takes at most {SCANNED} paths: name folders instead of files")
    return options


def _parser(environ: Mapping[str, str]) -> argparse.ArgumentParser:
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--group", required=True, metavar="NAME", help="group to work on")
    shared.add_argument(
        "--token",
        default=environ.get("INTEGRATES_API_TOKEN", ""),
        help="API token (INTEGRATES_API_TOKEN)",
    )
    shared.add_argument(
        "--url",
        default=environ.get("INTEGRATES_API_URL") or DEFAULT_URL,
        help=f"address of the API (INTEGRATES_API_URL, else {DEFAULT_URL})",
    )
    shared.add_argument(
        "--oidc",
        action="store_true",
        help="sign in as this build, for the token that its CI gives it; no API token is needed",
    )
    shared.add_argument(
        "--oidc-audience",
        default="",
        metavar="TEXT",
        help="audience of that token, where GitHub is asked for it (the origin of the API)",
    )
    shared.add_argument(
        "--insecure-http",
        action="store_true",
        help="send the token unencrypted to a host other than this one",
    )
    parser = argparse.ArgumentParser(
        prog="integrates-ci",
        description="Imports scanners' reports into Integrates, and tells what changed.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"integrates-ci {VERSION}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _add_import(commands, shared)
    _add_prepare(commands, shared)
    _add_findings(commands, shared)
    return parser


def _add_import(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    shared: argparse.ArgumentParser,
) -> None:
    command = commands.add_parser(
        "import", parents=[shared], allow_abbrev=False, help="import a report"
    )
    add = command.add_argument
    _add_report(command)
    source = command.add_mutually_exclusive_group()
    source.add_argument(
        "--source",
        metavar="DIR",
        help="folder with the files that the report names, to know its lines again by keyed hashes"
        " (the checkout that this is run in, if they are there)",
    )
    source.add_argument(
        "--no-source", action="store_true", help="tell nothing of the files that it names"
    )
    add(
        "--format",
        type=_format,
        metavar="FORMAT",
        help="format of the report: sarif, trivy, npm-audit, generic-csv and others, as the"
        " documentation lists them (else its content tells it)",
    )
    add("--commit", help="commit that was scanned (else the build's variables or git tell)")
    add("--ref", help="branch that was scanned; another than the root's is only compared")
    add("--dry-run", action="store_true", help="only tell what the import would do")
    add("--create-root", metavar="URL", help="create the git root if it is not there")
    add(
        "--fail-on",
        type=_gate,
        metavar="SEVERITY[:new]",
        help="low, medium, high, critical or a score: leave with 66 if the report holds such a"
        " vulnerability; with :new only if it is new or came back",
    )
    add("--json", action="store_true", help="print the import and all its results as JSON")
    add(
        "--wait",
        type=_seconds,
        default=WAIT_SECONDS,
        metavar="SECONDS",
        help=f"how long to wait for the outcome ({WAIT_SECONDS})",
    )


def _add_prepare(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    shared: argparse.ArgumentParser,
) -> None:
    command = commands.add_parser(
        "prepare",
        parents=[shared],
        allow_abbrev=False,
        help="add keyed hashes of its source's lines to a report in SARIF, for a later import",
    )
    _add_report(command)
    add = command.add_argument
    add("--source", required=True, metavar="DIR", help="folder with the files that it names")
    add("-o", "--output", metavar="OUT", help="file to write, which may be REPORT (to output)")


def _add_report(command: argparse.ArgumentParser) -> None:
    add = command.add_argument
    add("report", metavar="REPORT", help=f"report, plain or gzip ({STANDARD_INPUT}: from input)")
    add("--root", required=True, metavar="NICKNAME", help="root that was scanned")
    add(
        "--scanned",
        action="extend",
        nargs="+",
        metavar="PATH",
        help="files and folders of the source that were scanned, . for all: nothing else is closed"
        " (else the report tells)",
    )


def _add_findings(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    shared: argparse.ArgumentParser,
) -> None:
    command = commands.add_parser(
        "findings", parents=[shared], allow_abbrev=False, help="list the findings of a group"
    )
    form = command.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print them as JSON")
    form.add_argument("--csv", action="store_true", help="print them as CSV")


def _gate(text: str) -> Gate:
    try:
        return gate_from(text)
    except WrongUsage as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _format(text: str) -> str:
    return text.upper().replace("-", "_")


def _seconds(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise argparse.ArgumentTypeError(f"{text!r} is no number of seconds")
    return int(text)
