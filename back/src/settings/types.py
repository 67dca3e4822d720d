"""What the service can be told, and what its defaults are."""

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Final
from zoneinfo import ZoneInfo

from settings.choices import (
    BlobsEngine,
    Environment,
    LogFormat,
    LogLevel,
    SearchEngine,
    StoreEngine,
)
from settings.forms import Origin, Port, Told
from settings.git import Git
from settings.issuers import Issuer
from settings.keys import Keys
from settings.limits import Limits
from settings.mail import MailSettings
from settings.rates import Rates
from settings.repeats import Repeats
from settings.sign_in import SignIn
from settings.workloads import Workloads

_UTC: Final = ZoneInfo("UTC")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the service is told by its environment, a variable a field.

    A field that is a dataclass itself is a group of settings, whose variables are named as its own
    fields are.  Durations are written as ISO 8601 (``PT30S``) or in seconds.
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
    sign_in: SignIn = field(default_factory=SignIn)
    keys: Keys = field(default_factory=Keys)
    git: Git = field(default_factory=Git)
    limits: Limits = field(default_factory=Limits)
    workloads: Workloads = field(default_factory=Workloads)
    rates: Rates = field(default_factory=Rates)
    repeats: Repeats = field(default_factory=Repeats)
    mail: MailSettings = field(default_factory=MailSettings)
    issuers: tuple[Issuer, ...] = ()
