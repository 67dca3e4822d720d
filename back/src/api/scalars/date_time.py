"""Instants in ISO 8601."""

from datetime import UTC, datetime

from ariadne import ScalarType

DATE_TIME = ScalarType("DateTime")


@DATE_TIME.serializer
def serialize(value: object) -> str:
    if not isinstance(value, datetime):
        raise TypeError("DateTime takes instants")
    return value.isoformat()


@DATE_TIME.value_parser
def parse(value: object) -> datetime:
    """Return the instant that a client wrote; without an offset it is in UTC."""
    instant = datetime.fromisoformat(str(value))
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)
