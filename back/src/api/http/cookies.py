"""The cookie that browsers sign in with, as it comes with a request."""

from collections.abc import Mapping
from typing import Final

# The prefix has browsers refuse it from any other host, path or unencrypted connection.
SESSION_COOKIE: Final = "__Host-integrates_session"


def session_text(headers: Mapping[str, str]) -> str | None:
    """Return the text of the session's cookie, or ``None`` for a request that has none to use.

    Whoever sends ``Authorization`` signs in with that, or not at all.
    """
    return None if "authorization" in headers else cookie(headers, SESSION_COOKIE)


def cookie(headers: Mapping[str, str], name: str) -> str | None:
    """Return the value of the cookie ``name``, as it was sent.

    Two of one name are none, since nobody can tell which of them is ours.
    """
    pairs = (part.strip().partition("=") for part in headers.get("cookie", "").split(";"))
    values = [value.strip() for key, _, value in pairs if key.strip() == name]
    return values[0] if len(values) == 1 else None
