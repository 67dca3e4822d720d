"""What a request may be, written from the limits as they are."""

from typing import Final

from api.http.parameters import LONGEST_LIST
from api.validations import limits as bounds
from app.middleware import body_pace

_ROWS: Final = (
    ("characters of a document, without line ends", bounds.CHARACTERS),
    ("bytes of a document, as it is sent", bounds.RAW_BYTES),
    ("tokens of a document", bounds.TOKENS),
    ("fields at its root", bounds.BREADTH),
    ("levels", bounds.DEPTH),
    ("fields", bounds.FIELDS),
    ("aliases", bounds.ALIASES),
    ("directives", bounds.DIRECTIVES),
    ("fragments", bounds.FRAGMENTS),
    ("variables", bounds.VARIABLES),
    ("elements of a list in the variables", LONGEST_LIST),
    ("elements of a page", bounds.PAGE),
    ("seconds in which a JSON body comes", body_pace.JSON_DEADLINE),
    ("seconds in which a form with a file comes", body_pace.UPLOAD_DEADLINE),
)


def limits() -> str:
    """Return a table of what is the most of each, and the least pace of a body."""
    rows = (f"| {what} | {most:,.0f} |" for what, most in _ROWS)
    pace = (
        f"A body comes at {body_pace.LEAST_RATE:,} bytes a second on average at least, from "
        f"{body_pace.GRACE:.0f} seconds on; a slower one is cut off."
    )
    return "\n".join(("| what | at most |", "|---|---|", *rows, "", pace))
