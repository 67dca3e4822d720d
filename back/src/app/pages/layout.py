"""What all pages have in common.

``Html`` is text that may stand in a page as it is; everything else goes through ``text``.
"""

from html import escape
from string import Template
from typing import Final, NewType
from urllib.parse import urlsplit

from starlette.responses import HTMLResponse

Html = NewType("Html", str)

_PAGE: Final = Template("""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>$title - Integrates</title>
<link rel="icon" href="/static/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/static/pages.css">
</head>
<body>
<header><img src="/static/icon.svg" alt="" width="28" height="28"><span>Integrates</span></header>
<main>
<h1>$title</h1>
$body
</main>
</body>
</html>
""")


def text(value: str) -> Html:
    """Return ``value`` as it reads in a page, in or outside of an attribute."""
    return Html(escape(value))


def joined(*parts: Html) -> Html:
    return Html("\n".join(parts))


def paragraph(value: str) -> Html:
    return Html(f"<p>{text(value)}</p>")


def page(title: str, body: Html, *, status: int = 200, goes_to: str | None = None) -> HTMLResponse:
    """Return a page; its forms may lead to an address elsewhere, ``goes_to``, in the end."""
    content = _PAGE.substitute(title=text(title), body=body)
    headers = {
        "content-security-policy": _policy(goes_to),
        # An address may have a secret: nobody is told of it, not even who serves the style.
        "referrer-policy": "strict-origin",
    }
    return HTMLResponse(content, status, headers)


def message(title: str, *paragraphs: str, status: int) -> HTMLResponse:
    """Return a page that tells something, and leads to where people sign in."""
    return page(
        title,
        joined(*map(paragraph, paragraphs), Html('<p><a href="/">Go to the sign-in page</a></p>')),
        status=status,
    )


def _policy(goes_to: str | None) -> str:
    # Browsers hold what a form's answer redirects to against this, too.
    parts = urlsplit(goes_to or "")
    elsewhere = f" {parts.scheme}://{parts.netloc}" if parts.netloc else ""
    return (
        "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none';"
        f" form-action 'self'{elsewhere}; frame-ancestors 'none'"
    )
