"""What the business allows of organizations; pure."""

import re
from typing import Final

from organizations.errors import InvalidName
from texts.rules import filled, free, sized

_NAME: Final = re.compile(r"[a-z]{4,20}")


def name_from(text: str) -> str:
    """Return the name that an organization called ``text`` is stored under.

    Raises:
        InvalidLength: it has not 4 to 20 characters.
        InvalidName: one of them is no letter.
    """
    name = sized(text.strip().lower(), least=4, most=20)
    if _NAME.fullmatch(name) is None:
        raise InvalidName
    return name


def country_from(text: str) -> str:
    """Return the country as it is stored.

    Raises:
        BlankText: there is nothing but white space.
        InvalidLength: it has more than 60 characters.
        InvalidCharacters: it is no free text.
    """
    return free(sized(filled(text.strip()), least=1, most=60), "country")
