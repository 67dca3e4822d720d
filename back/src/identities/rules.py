"""Whom an identity may sign in as, and what its groups give; pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from db_model.identities.types import Identity, Place
from db_model.types import Email
from identities.errors import AlreadyLinked, EmailNotAllowed, EmailNotVerified
from identities.types import Mapped, Trust
from issuers.types import Asserted
from stakeholders.rules.members import member_email_from
from texts.errors import InvalidEmail

LONGEST_NAME: Final = 29
_CONTROLS: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
# Pages that a browser may be sent to after it signed in: ours, and those of front ends.
_LANDING: Final = re.compile(
    r"/(?:(?:api|home|todos|(?:orgs|groups|portfolios|user)(?:/[A-Za-z0-9._~%-]{1,200}){1,12})"
    r"(?:\?[A-Za-z0-9._~%=&+-]{0,1000})?)?"
)


class Where(NamedTuple):
    """A place that one may have a role in; ``id`` as ``Place`` has it."""

    level: str
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What a sign-in changes: roles to set and to take, and what then stands as given."""

    set: tuple[Place, ...]
    taken: tuple[Place, ...]
    given: tuple[Place, ...]


def landing_from(text: str | None) -> str | None:
    """Return the page of this service that ``text`` names; ``None`` for all else."""
    if text is None or _LANDING.fullmatch(text) is None or "/." in text:
        return None
    return text


def name_from(text: str) -> str:
    """Return a first or last name as it is kept: 29 characters of one line at most."""
    return _CONTROLS.sub("", text).strip()[:LONGEST_NAME].strip()


def email_to_link(asserted: Asserted, trust: Trust) -> Email:
    """Return the e-mail by which an identity that is new here becomes a person's.

    Raises:
        EmailNotVerified: the issuer does not vouch for it, or tells none.
        EmailNotAllowed: the issuer may not tell of its domain, or it is none that people have.
    """
    if asserted.email is None or not asserted.is_email_verified:
        raise EmailNotVerified
    try:
        email = member_email_from(asserted.email)
    except InvalidEmail as refusal:
        raise EmailNotAllowed from refusal
    check_domain(email, trust)
    return email


def check_domain(email: Email, trust: Trust) -> None:
    """Check that the issuer may tell of ``email``.

    Raises:
        EmailNotAllowed: its domain is none of those that the settings name.
    """
    if trust.domains and email.rpartition("@")[2] not in trust.domains:
        raise EmailNotAllowed


def check_unlinked(identities: Iterable[Identity]) -> None:
    """Check that a person's e-mail was linked to no identity yet: that is done once.

    Raises:
        AlreadyLinked: it was.
    """
    if any(True for _ in identities):
        raise AlreadyLinked


def mapped(trust: Trust, groups: frozenset[str]) -> tuple[Mapped, ...]:
    """Return the roles that ``groups`` give; of several in a place, the one named first."""
    found: dict[tuple[str, str], Mapped] = {}
    for role in trust.roles:
        if role.value in groups:
            found.setdefault((role.level, role.name), role)
    return tuple(found.values())


def decide(
    wanted: Mapping[Where, str],
    *,
    implied: Iterable[Where],
    needed: frozenset[Where],
    held: Mapping[Where, str],
    given: Iterable[Place],
) -> Decided:
    """Return what to change so that roles are as ``wanted``.

    ``implied`` are the organizations of wanted groups, where one is a user at least.  What was
    ``given`` by a sign-in before and is wanted no more is taken, unless people gave another role
    since or it is ``needed``.  What people gave stays, where no role is wanted.
    """
    before = {Where(place.level, place.id): place.role for place in given}
    goal = dict(wanted)
    for where in implied:
        if where not in goal and (where not in held or before.get(where) == held[where]):
            goal[where] = held.get(where, "user")
    changes = {where: role for where, role in goal.items() if held.get(where) != role}
    own = {where: role for where, role in before.items() if held.get(where) == role}
    gone = {where: role for where, role in own.items() if where not in goal}
    kept = {w: r for w, r in own.items() if w in needed or goal.get(w) == r}
    return Decided(
        set=_places(changes),
        taken=_places({where: role for where, role in gone.items() if where not in needed}),
        given=_places(kept | changes),
    )


def _places(roles: Mapping[Where, str]) -> tuple[Place, ...]:
    return tuple(
        Place(level=where.level, id=where.id, role=role) for where, role in sorted(roles.items())
    )
