"""What a setting may be, where that is one of a few words."""

from enum import StrEnum


class Environment(StrEnum):
    DEVELOPMENT = "development"
    PRODUCTION = "production"


class StoreEngine(StrEnum):
    SQLITE = "sqlite"
    DYNAMODB = "dynamodb"


class BlobsEngine(StrEnum):
    DIRECTORY = "directory"
    S3 = "s3"


class SearchEngine(StrEnum):
    EMBEDDED = "embedded"
    OPENSEARCH = "opensearch"


class KeysEngine(StrEnum):
    LOCAL = "local"
    KMS = "kms"


class LogFormat(StrEnum):
    CONSOLE = "console"
    JSON = "json"


class LogLevel(StrEnum):
    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"
