"""Configuration: read once from the environment, typed, immutable."""

from settings.choices import (
    BlobsEngine,
    Environment,
    KeysEngine,
    LogFormat,
    LogLevel,
    SearchEngine,
    StoreEngine,
)
from settings.git import Git
from settings.issuers import Issuer, MappedRole
from settings.keys import Keys
from settings.limits import Limits
from settings.mail import MailEngine, MailSecurity, MailSettings
from settings.rates import Rates
from settings.read import InvalidSettings, Row, describe, load, unfit, unread
from settings.repeats import Repeats
from settings.sign_in import SignIn
from settings.types import Settings

__all__ = [
    "BlobsEngine",
    "Environment",
    "Git",
    "InvalidSettings",
    "Issuer",
    "Keys",
    "KeysEngine",
    "Limits",
    "LogFormat",
    "LogLevel",
    "MailEngine",
    "MailSecurity",
    "MailSettings",
    "MappedRole",
    "Rates",
    "Repeats",
    "Row",
    "SearchEngine",
    "Settings",
    "SignIn",
    "StoreEngine",
    "describe",
    "load",
    "unfit",
    "unread",
]
