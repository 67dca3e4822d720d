"""Configuration: read once from the environment, typed, immutable."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any, Final, get_args, get_origin, get_type_hints
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from settings.choices import (
    BlobsEngine,
    Environment,
    LogFormat,
    LogLevel,
    SearchEngine,
    StoreEngine,
)
from settings.forms import Origin, Port, Positive, Told

__all__ = [
    "BlobsEngine",
    "Environment",
    "InvalidSettings",
    "LogFormat",
    "LogLevel",
    "Row",
    "SearchEngine",
    "Settings",
    "StoreEngine",
    "describe",
    "load",
    "unfit",
    "unread",
]

PREFIX: Final = "INTEGRATES_"
_MIB: Final = 1024 * 1024
_UTC: Final = ZoneInfo("UTC")
_OF_CLIENTS: Final = frozenset({"INTEGRATES_API_TOKEN", "INTEGRATES_API_URL"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the service is told by its environment, a variable a field.

    Durations are written as ISO 8601 (``PT30S``) or in seconds.
    """

    environment: Annotated[
        Environment,
        Told(
            "production or development", "Development turns GraphiQL on and writes logs for people."
        ),
    ] = Environment.PRODUCTION
    host: Annotated[str, Told("an address", "Where the API listens.")] = "127.0.0.1"
    port: Annotated[
        Port, Told("a port, 0 to 65535", "Where the API listens; 0 takes a free one.")
    ] = 8001
    public_origin: Annotated[
        Origin,
        Told(
            "an origin, like https://integrates.example.com",
            "The origin under which browsers reach the service.",
        ),
    ] = "http://localhost:8001"
    trusted_proxies: Annotated[
        tuple[str, ...],
        Told(
            "addresses or networks, separated by commas",
            "The proxies whose X-Forwarded-For and X-Request-Id are believed.",
        ),
    ] = ()
    metrics_host: Annotated[str, Told("an address", "Where /metrics listens.")] = "127.0.0.1"
    metrics_port: Annotated[
        Port, Told("a port, 0 to 65535", "Where /metrics listens; 0 turns it off.")
    ] = 8002
    state_dir: Annotated[
        Path, Told("a directory", "Where the embedded engines keep their files.")
    ] = Path(".state")
    store: Annotated[
        StoreEngine, Told("sqlite or dynamodb", "The engine that keeps the entities.")
    ] = StoreEngine.SQLITE
    dynamodb_url: Annotated[
        str | None, Told("a URL", "The endpoint of DynamoDB; that of the region when not set.")
    ] = None
    dynamodb_region: Annotated[str, Told("a region", "The region of DynamoDB.")] = "us-east-1"
    dynamodb_prefix: Annotated[str, Told("a name", "What the names of the tables begin with.")] = (
        "integrates"
    )
    blobs: Annotated[BlobsEngine, Told("directory or s3", "The engine that keeps files.")] = (
        BlobsEngine.DIRECTORY
    )
    s3_url: Annotated[
        str | None, Told("a URL", "The endpoint of S3; that of the region when not set.")
    ] = None
    s3_bucket: Annotated[
        str | None, Told("a name", "The bucket for files; required when files are kept in S3.")
    ] = None
    s3_region: Annotated[str, Told("a region", "The region of S3.")] = "us-east-1"
    search: Annotated[
        SearchEngine, Told("embedded or opensearch", "The engine that lists are searched with.")
    ] = SearchEngine.EMBEDDED
    opensearch_url: Annotated[
        str | None, Told("a URL", "The endpoint of OpenSearch; required when it is the search.")
    ] = None
    opensearch_aws_region: Annotated[
        str | None,
        Told("a region", "The AWS region of OpenSearch; requests are signed for it when set."),
    ] = None
    timezone: Annotated[
        ZoneInfo,
        Told(
            "a name of the IANA database, like America/Bogota",
            "The zone of the dates that the API writes as plain text.",
        ),
    ] = _UTC
    graphiql: Annotated[
        bool, Told("true or false", "Serves GraphiQL at GET /api in production, too.")
    ] = False
    log_level: Annotated[
        LogLevel, Told("debug, info, warning or error", "The least severe line that is written.")
    ] = LogLevel.INFO
    log_format: Annotated[
        LogFormat | None,
        Told("console or json", "How lines are written; console in development, else json."),
    ] = None
    lame_duck: Annotated[
        timedelta,
        Told(
            "a duration",
            "How long a stopping service still takes requests while it says that it is not ready.",
        ),
    ] = timedelta(seconds=5)
    drain: Annotated[
        timedelta, Told("a duration", "How long the requests in flight may then take.")
    ] = timedelta(seconds=25)
    stop_deadline: Annotated[
        timedelta,
        Told(
            "a duration",
            "After how long a stop that has not succeeded ends the process all the same.",
        ),
    ] = timedelta(seconds=45)
    body_bytes: Annotated[
        Positive,
        Told("a number of bytes", "The largest request of a signed-in caller, files apart."),
    ] = 256 * 1024
    anonymous_body_bytes: Annotated[
        Positive, Told("a number of bytes", "The largest request of anyone else.")
    ] = 16 * 1024
    upload_bytes: Annotated[Positive, Told("a number of bytes", "The largest uploaded file.")] = (
        10 * _MIB
    )
    report_bytes: Annotated[Positive, Told("a number of bytes", "The largest uploaded report.")] = (
        20 * _MIB
    )
    response_bytes: Annotated[Positive, Told("a number of bytes", "The largest answer.")] = (
        10 * _MIB
    )
    cost_limit: Annotated[
        Positive, Told("a positive integer", "The dearest GraphQL request that is executed.")
    ] = 20000
    in_flight: Annotated[
        Positive, Told("a positive integer", "Requests served at once by a process.")
    ] = 100
    in_flight_each: Annotated[
        Positive, Told("a positive integer", "Requests served at once for one caller by a process.")
    ] = 20


class InvalidSettings(Exception):
    """The environment cannot configure the service; names every problem, no value."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("; ".join(problems))
        self.problems: Final = problems


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What a person who configures the service is told of one variable."""

    variable: str
    default: str
    form: str
    about: str


def load(environ: Mapping[str, str]) -> Settings:
    """Read the settings from the variables named as their fields; an empty one is not set.

    Raises:
        InvalidSettings: variables are missing or malformed.
    """
    values: dict[str, Any] = {}
    malformed: list[str] = []
    for name, (kind, _) in _hints().items():
        text = environ.get(_variable(name), "").strip()
        if not text:
            continue
        try:
            values[name] = _parse(kind, text)
        except (ValueError, msgspec.ValidationError):
            malformed.append(name)
    settings = Settings(**values)
    problems = (*_malformed(malformed), *unfit(settings))
    if problems:
        raise InvalidSettings(problems)
    return settings


def unread(environ: Mapping[str, str]) -> tuple[str, ...]:
    """Return the variables that are named like settings and are none, such as misspelt ones."""
    known = {_variable(name) for name in _hints()}
    named = {name for name, text in environ.items() if name.startswith(PREFIX) and text.strip()}
    return tuple(sorted(named - known - _OF_CLIENTS))


def unfit(settings: Settings) -> tuple[str, ...]:
    """Return what ``settings`` lack for the engines that they name."""
    needed = {
        "s3_bucket": settings.blobs is BlobsEngine.S3 and settings.s3_bucket is None,
        "opensearch_url": (
            settings.search is SearchEngine.OPENSEARCH and settings.opensearch_url is None
        ),
    }
    return tuple(f"{_variable(name)} is missing" for name, missing in needed.items() if missing)


def describe() -> tuple[Row, ...]:
    """Return the variables in the order of the settings, as the README's table shows them."""
    defaults = {setting.name: setting.default for setting in fields(Settings)}
    return tuple(
        Row(
            variable=_variable(name),
            default=_text(defaults[name]),
            form=told.form,
            about=told.about,
        )
        for name, (_, told) in _hints().items()
    )


def _hints() -> dict[str, tuple[Any, Told]]:
    hints = get_type_hints(Settings, include_extras=True)
    return {name: (kind, kind.__metadata__[-1]) for name, kind in hints.items()}


def _variable(name: str) -> str:
    return PREFIX + name.upper()


def _text(default: object) -> str:
    match default:
        case None | ():
            return ""
        case bool():
            return str(default).lower()
        case timedelta():
            return str(msgspec.to_builtins(default))
        case _:
            return str(default)


def _parse(kind: Any, text: str) -> Any:
    is_list = get_origin(get_args(kind)[0]) is tuple
    raw = [part.strip() for part in text.split(",")] if is_list else text
    value = msgspec.convert(raw, kind, strict=False, dec_hook=_decode)
    if is_list:
        for network in value:
            ip_network(network)
    if isinstance(value, timedelta) and value < timedelta(0):
        raise ValueError
    return value


def _decode(kind: type, text: object) -> object:
    if kind is Path:
        return Path(str(text))
    try:
        return ZoneInfo(str(text))
    except ZoneInfoNotFoundError as unknown:
        raise ValueError from unknown


def _malformed(names: Iterable[str]) -> tuple[str, ...]:
    hints = _hints()
    return tuple(f"{_variable(name)} must be {hints[name][1].form}" for name in names)
