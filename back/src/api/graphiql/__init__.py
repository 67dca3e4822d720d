"""GraphiQL, served from our own files: its page and its assets.

The files beside this one are built by ``build/build.mjs`` and never fetched at run time.
"""

import secrets
from pathlib import Path
from string import Template
from typing import Final

_HERE: Final = Path(__file__).parent
_PAGE: Final = Template("""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="csp-nonce" content="$nonce">
<title>Integrates API</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/graphiql/graphiql.css">
</head>
<body>
<div id="graphiql"></div>
<script src="/graphiql/graphiql.js"></script>
</body>
</html>
""")
ASSETS: Final = {
    "graphiql.js": "text/javascript",
    "graphiql.css": "text/css",
    "NOTICE.txt": "text/plain",
}


def page() -> tuple[str, str]:
    """Return the page, and the content security policy under which it works."""
    nonce = secrets.token_urlsafe(16)
    policy = (
        "default-src 'none'; script-src 'self'; connect-src 'self'; img-src 'self' data:;"
        f" font-src 'self'; style-src 'self' 'nonce-{nonce}'; object-src 'none';"
        " base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
    )
    return _PAGE.substitute(nonce=nonce), policy


def asset(name: str) -> bytes:
    """Return the content of one of ``ASSETS``."""
    return (_HERE / name).read_bytes()
