"""Reading settings from the environment, and telling people of them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import Any, Final, TypeVar, get_args, get_origin, get_type_hints
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from settings.choices import BlobsEngine, Environment, KeysEngine, SearchEngine
from settings.forms import Told
from settings.issuers import PREFIX as ISSUERS
from settings.issuers import TOLD as TOLD_OF_ISSUERS
from settings.issuers import issuers_from, of_issuers
from settings.mail import MailEngine, MailSecurity
from settings.types import Settings

T = TypeVar("T")

PREFIX: Final = "INTEGRATES_"
_OF_CLIENTS: Final = frozenset({"INTEGRATES_API_TOKEN", "INTEGRATES_API_URL"})


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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Setting:
    """A setting by its name, which no other has in any group."""

    name: str
    kind: Any
    told: Told
    default: object


def load(environ: Mapping[str, str]) -> Settings:
    """Read the settings from the variables named as their fields; an empty one is not set.

    Raises:
        InvalidSettings: variables are missing or malformed.
    """
    values: dict[str, Any] = {}
    malformed: list[_Setting] = []
    for setting in _settings(Settings):
        text = environ.get(_variable(setting.name), "").strip()
        if not text:
            continue
        try:
            values[setting.name] = _parse(setting.kind, text)
        except (ValueError, msgspec.ValidationError):
            malformed.append(setting)
    environment = values.get("environment", Environment.PRODUCTION)
    values["issuers"], wrong = issuers_from(environ, environment)
    settings = _made(Settings, values)
    problems = (*_malformed(malformed), *wrong, *unfit(settings))
    if problems:
        raise InvalidSettings(problems)
    return settings


def unread(environ: Mapping[str, str]) -> tuple[str, ...]:
    """Return the variables that are named like settings and are none, such as misspelt ones."""
    known = {_variable(setting.name) for setting in _settings(Settings)}
    named = {name for name, text in environ.items() if name.startswith(PREFIX) and text.strip()}
    return tuple(sorted(named - known - of_issuers(named) - _OF_CLIENTS))


def unfit(settings: Settings) -> tuple[str, ...]:
    """Return what ``settings`` lack for the engines that they name."""
    mail = settings.mail
    needed = {
        "s3_bucket": settings.blobs is BlobsEngine.S3 and settings.s3_bucket is None,
        "kms_key": (
            settings.keys.key_encryption is KeysEngine.KMS and settings.keys.kms_key is None
        ),
        "opensearch_url": (
            settings.search is SearchEngine.OPENSEARCH and settings.opensearch_url is None
        ),
        "smtp_host": mail.mailer is MailEngine.SMTP and mail.smtp_host is None,
        "smtp_password": mail.smtp_user is not None and mail.smtp_password is None,
    }
    missing = tuple(f"{_variable(name)} is missing" for name, lacks in needed.items() if lacks)
    if mail.smtp_user is not None and mail.smtp_security is MailSecurity.NONE:
        # A password in plain text is one for all on the way.
        return (*missing, f"{_variable('smtp_user')} needs {_variable('smtp_security')}")
    return missing


def describe() -> tuple[Row, ...]:
    """Return the variables in the order of the settings, as the README's table shows them."""
    of_any_issuer = (
        Row(variable=f"{ISSUERS}<NAME>_{part}", default="", form=told.form, about=told.about)
        for part, told in TOLD_OF_ISSUERS.items()
    )
    return (
        *(
            Row(
                variable=_variable(setting.name),
                default=_text(setting.default),
                form=setting.told.form,
                about=setting.told.about,
            )
            for setting in _settings(Settings)
        ),
        *of_any_issuer,
    )


def _settings(of: type[Any]) -> Iterator[_Setting]:
    """Yield the settings of a group, and of the groups in it, that are a variable each."""
    hints = get_type_hints(of, include_extras=True)
    for field in fields(of):
        kind = hints[field.name]
        if isinstance(kind, type) and is_dataclass(kind):
            yield from _settings(kind)
        elif told := getattr(kind, "__metadata__", ()):
            yield _Setting(name=field.name, kind=kind, told=told[-1], default=field.default)


def _made(of: type[T], values: Mapping[str, Any]) -> T:
    """Return the group of settings that has those ``values`` of its own and its groups'."""
    hints = get_type_hints(of)
    groups = {
        name: _made(kind, values)
        for name, kind in hints.items()
        if isinstance(kind, type) and is_dataclass(kind)
    }
    return of(**groups, **{name: values[name] for name in hints if name in values})


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


def _malformed(settings: Iterable[_Setting]) -> tuple[str, ...]:
    return tuple(f"{_variable(each.name)} must be {each.told.form}" for each in settings)
