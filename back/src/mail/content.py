"""What mails say: templates in files, filled with values that are taken for plain text.

A template is three files: ``NAME.subject``, ``NAME.txt`` and ``NAME.html``, a part of the page
``layout.html``.  A value is never taken for markup, nor for another line of a header.
"""

import re
from collections.abc import Mapping
from functools import cache
from html import escape
from importlib.resources import files
from string import Template
from typing import Final

from mail.types import Content

_LONGEST: Final = 2000  # characters of a value
_CONTROLS: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def content_of(template: str, values: Mapping[str, str]) -> Content:
    """Return the mail that ``template`` makes of ``values``.

    Raises:
        KeyError: a value that the template names is missing.
    """
    plain = {name: _clean(value) for name, value in values.items()}
    markup = {name: escape(value) for name, value in plain.items()}
    subject = _template(f"{template}.subject").substitute(plain).strip()
    body = _template(f"{template}.html").substitute(markup)
    return Content(
        subject=subject,
        text=_template(f"{template}.txt").substitute(plain),
        html=_template("layout.html").substitute(title=escape(subject), body=body),
    )


def templates() -> tuple[str, ...]:
    """Return the names of all templates, sorted."""
    folder = files("mail").joinpath("templates")
    names = (each.name for each in folder.iterdir())
    return tuple(sorted(name.removesuffix(".subject") for name in names if "subject" in name))


def _clean(value: str) -> str:
    return _CONTROLS.sub(" ", value)[:_LONGEST]


@cache
def _template(name: str) -> Template:
    return Template(files("mail").joinpath("templates", name).read_text("utf-8"))
