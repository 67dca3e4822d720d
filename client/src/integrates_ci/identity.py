"""Signing in as the build that runs, for the token that its CI vouches for it with.

Nothing has to be kept in the CI: a trust rule of the group says which builds are let in.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote, urlencode, urlsplit, urlunsplit

from integrates_ci.address import Server, server_at
from integrates_ci.errors import Failure, Refused, UnknownAnswer, WrongUsage
from integrates_ci.multipart import Body
from integrates_ci.transport import exchange

_GRANT: Final = "urn:ietf:params:oauth:grant-type:token-exchange"
_ID_TOKEN: Final = "urn:ietf:params:oauth:token-type:id_token"  # noqa: S105 - a kind of token


@dataclass(frozen=True, slots=True, kw_only=True)
class Build:
    """A build that wants to work on ``group`` at ``url``, and what it may use for it."""

    url: str
    group: str
    audience: str
    environ: Mapping[str, str]
    may_be_insecure: bool
    pause: Callable[[float], None]


def token_of(build: Build) -> str:
    """Return a token that is good for a quarter of an hour (RFC 8693).

    Raises:
        WrongUsage: the CI gives the build no token.
        Refused: no trust rule means the build.
        Unreachable, UnknownAnswer: as ``transport.exchange``.
    """
    server = _server(build, _beside(build.url), token="-")  # noqa: S106 - there is none yet
    form = {
        "grant_type": _GRANT,
        "subject_token": _id_token(build),
        "subject_token_type": _ID_TOKEN,
        "audience": build.group,
    }
    answer = _asked(build, server, urlencode(form).encode())
    if "error" in answer:
        raise Refused(str(answer.get("error_description", answer["error"])))
    return _text(answer, "access_token")


def _id_token(build: Build) -> str:
    """Return what GitLab puts into a variable, and GitHub gives to who asks."""
    environ = build.environ
    if given := environ.get("INTEGRATES_ID_TOKEN", "").strip():
        return given
    url = environ.get("ACTIONS_ID_TOKEN_REQUEST_URL", "")
    secret = environ.get("ACTIONS_ID_TOKEN_REQUEST_TOKEN", "")
    if not url or not secret:
        raise WrongUsage(
            "The CI gives no token: set INTEGRATES_ID_TOKEN with id_tokens (GitLab),"
            " or let the job have `id-token: write` (GitHub)"
        )
    asked = f"{url}&audience={quote(build.audience or _origin(build.url), safe='')}"
    return _text(_asked(build, _server(build, asked, token=secret), None), "value")


def _asked(build: Build, server: Server, form: bytes | None) -> Mapping[str, Any]:
    body = None
    if form is not None:
        body = Body(
            content_type="application/x-www-form-urlencoded",
            length=len(form),
            blocks=lambda: iter((form,)),
        )
    content = exchange(server, body, key="", pause=build.pause).content
    if not isinstance(content, Mapping):
        raise UnknownAnswer("What gives out tokens answered something else")
    return content


def _text(answer: Mapping[str, Any], name: str) -> str:
    text = answer.get(name)
    if not isinstance(text, str) or not text:
        raise Failure("What gives out tokens gave none")
    return text


def _server(build: Build, url: str, *, token: str) -> Server:
    return server_at(url, token=token, environ=build.environ, may_be_insecure=build.may_be_insecure)


def _beside(url: str) -> str:
    """Return where tokens are exchanged: at ``token`` beside the ``api`` of ``url``."""
    parts = urlsplit(url.strip())
    folder = parts.path.rstrip("/").rpartition("/")[0]
    return urlunsplit((parts.scheme, parts.netloc, f"{folder}/token", "", ""))


def _origin(url: str) -> str:
    parts = urlsplit(url.strip())
    return f"{parts.scheme}://{parts.netloc}"
