"""Days in ISO 8601."""

from datetime import date

from ariadne import ScalarType

DATE = ScalarType("Date")


@DATE.serializer
def serialize(value: object) -> str:
    if not isinstance(value, date):
        raise TypeError("Date takes days")
    return value.isoformat()


@DATE.value_parser
def parse(value: object) -> date:
    return date.fromisoformat(str(value))
