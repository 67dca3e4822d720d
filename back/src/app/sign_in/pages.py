"""The pages of signing in and out, as functions of what they show."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from starlette.responses import HTMLResponse

from app.pages.layout import Html, joined, message, page, paragraph, text
from app.sign_in.agents import browser_name
from app.sign_in.issuers import Issuer
from authz.access import Access
from db_model.types import SessionId
from kit.time import as_text
from stakeholders.types import Living


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """What somebody who has signed in is shown of itself; ``landing`` is where to go from here."""

    access: Access
    sessions: tuple[Living, ...]
    zone: ZoneInfo
    landing: str


def sign_in_page(issuers: Sequence[Issuer]) -> HTMLResponse:
    """Return the page for who has not signed in: who vouches for people, or what to do else."""
    if not issuers:
        return page("Sign in", _NO_ISSUER)
    choices = joined(
        *(
            Html(
                f'<li><a class="button" href="{text(issuer.href)}">'
                f"Sign in with {text(issuer.label)}</a></li>"
            )
            for issuer in issuers
        )
    )
    return page("Sign in", joined(Html(f'<ul class="choices">{choices}</ul>'), _ELSE))


def home_page(home: Home) -> HTMLResponse:
    """Return the page for who has signed in: who that is, and in which browsers."""
    person = home.access.stakeholder
    name = f"{person.first_name} {person.last_name}".strip()
    known_as = f"{text(name)}, <code>{text(person.email)}</code>" if name else text(person.email)
    place = "Open GraphiQL" if home.landing == "/api" else "Continue"
    onward = f'<a class="button" href="{text(home.landing)}">{place}</a>'
    goes_on = "" if home.landing == "/" else onward
    current = home.access.principal.session_id
    sessions = joined(*(_session(each, home.zone, current=current) for each in home.sessions))
    return page(
        "You are signed in",
        Html(
            f"<p>As {known_as}.</p>\n"
            f'<div class="actions">{goes_on}\n'
            '<form method="post" action="/logout"><button class="plain">Sign out</button></form>'
            "</div>\n"
            '<h2 id="sessions">Your sessions</h2>\n'
            f'<ul class="sessions" aria-labelledby="sessions">{sessions}</ul>'
        ),
    )


def link_page(secret: str, *, goes_to: str) -> HTMLResponse:
    """Return the page that a sign-in link leads to; programs that follow links stop there."""
    return page(
        "Sign in",
        joined(
            paragraph("This link signs you in once, in this browser."),
            Html(
                '<form method="post" action="/sign-in-link">'
                f'<input type="hidden" name="secret" value="{text(secret)}">'
                "<button autofocus>Sign in</button></form>"
            ),
        ),
        goes_to=goes_to,
    )


def link_expired_page() -> HTMLResponse:
    return message(
        "This link does not work",
        "It was used before, or is older than 15 minutes.",
        "Ask whoever runs this server for another one.",
        status=403,
    )


def sign_out_page() -> HTMLResponse:
    """Return the page that asks before it signs anybody out."""
    return page(
        "Sign out?",
        Html('<form method="post" action="/logout"><button autofocus>Sign out</button></form>'),
    )


def unauthorized_page(reason: str) -> HTMLResponse:
    """Return the page that tells why somebody is not let in."""
    return message("You are not signed in", reason, status=403)


def from_elsewhere_page() -> HTMLResponse:
    return message(
        "Nothing was done",
        "The request came from another site, or your browser does not tell from which one.",
        status=403,
    )


_NO_ISSUER = Html(
    "<p>No identity provider is set up here, so nobody can sign in with one yet.</p>\n"
    "<p>Whoever runs this server can make a link that signs somebody in once:</p>\n"
    "<p><code>integrates admin sign-in-link EMAIL</code></p>\n"
    '<p class="quiet">Programs need no session: they send an API token.</p>'
)
_ELSE = Html(
    '<p class="quiet">If none of these works, whoever runs this server can make a link that signs'
    " you in once:<br><code>integrates admin sign-in-link EMAIL</code></p>"
)


def _session(living: Living, zone: ZoneInfo, *, current: SessionId | None) -> Html:
    session = living.session
    name = browser_name(session.agent)
    if session.id == current:
        end = "<span>This browser</span>"
    else:
        end = (
            '<form method="post" action="/end-session">'
            f'<input type="hidden" name="id" value="{text(session.id)}">'
            f'<button class="plain" aria-label="End the session of {text(name)}">End</button>'
            "</form>"
        )
    began, used = _time(session.created_at, zone), _time(living.last_used_at, zone)
    return Html(
        f'<li><div><strong title="{text(session.agent)}">{text(name)}</strong>'
        f"<span>{text(living.address or 'unknown address')}, by {text(session.method)}<br>"
        f"Began {began}<br>Last used {used}</span></div>{end}</li>"
    )


def _time(instant: datetime, zone: ZoneInfo) -> Html:
    shown = f"{as_text(instant, zone)[:-3]} {zone.key}"
    return Html(f'<time datetime="{instant.isoformat(timespec="seconds")}">{text(shown)}</time>')


def _no_invitation() -> HTMLResponse:
    return message("Invalid or expired link", "Ask who invited you for another one.", status=404)


def _failed() -> HTMLResponse:
    return message("Something went wrong", "Try again in a moment.", status=500)


# Where front ends send people whom they can show nothing else.
FAILURES: Final[Mapping[str, Callable[[], HTMLResponse]]] = MappingProxyType(
    {
        "/error401": lambda: unauthorized_page("Sign in, and try again."),
        "/error500": _failed,
        "/invalid_invitation": _no_invitation,
    }
)
