"""Checks of texts that people enter; each returns its text, or raises why it may not be.

Pure.  The families and their messages are those that the clients of the API know.
"""

import re
from typing import Final

from texts.errors import (
    BlankText,
    InvalidCharacters,
    InvalidEmail,
    InvalidField,
    InvalidLength,
    UnsanitizedText,
)

_FREE: Final = re.compile(
    r"""(?!=)[A-Za-z0-9ñÑáéíóúüÁÉÍÓÚÜ\s'~:;%@&_$#!¡¿,.*\-?"\[\]|()/{}>+=]*""", re.ASCII
)
_EMAIL: Final = re.compile(r"[A-Za-z0-9_.\-]+@[A-Za-z0-9_.\-]+\.[A-Za-z]{2,5}")
_FORMULA: Final = re.compile(r"""(?:^|[\s"',;])[\-=+@\t\r\n\\]""")


def sized(text: str, *, least: int = 0, most: int) -> str:
    """Return ``text`` if it has ``least`` to ``most`` characters.

    Raises:
        InvalidLength: it has fewer or more.
    """
    if not least <= len(text) <= most:
        raise InvalidLength
    return text


def free(text: str, field: str | None = None) -> str:
    """Return ``text`` if all its characters are ones that free text may have.

    Raises:
        InvalidCharacters: one is not, or the first is ``=``.
    """
    if _FREE.fullmatch(text) is None:
        raise InvalidCharacters(field)
    return text


def filled(text: str) -> str:
    """Return ``text`` if it has a character that is not white space.

    Raises:
        BlankText: it has none.
    """
    if not text.strip():
        raise BlankText
    return text


def sanitized(text: str) -> str:
    """Return ``text`` if no spreadsheet would take a word of it for a formula.

    Raises:
        UnsanitizedText: a word begins as formulas do.
    """
    if _FORMULA.search(text) is not None:
        raise UnsanitizedText
    return text


def email(text: str) -> str:
    """Return the e-mail address in lower case, without white space around it.

    Raises:
        InvalidEmail: it is no address, or has a ``+``.
    """
    address = text.strip().lower()
    if _EMAIL.fullmatch(address) is None:
        raise InvalidEmail
    return address


def words(text: str) -> str:
    """Return ``text`` if each of its words has only letters and digits, or it is a lone ``-``.

    Raises:
        InvalidField: one has something else.
    """
    if text != "-" and not all(word.isalnum() for word in text.split()):
        raise InvalidField
    return text
