"""Signing in as who an issuer says that one is."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from authz.access import Access, Principal, access_of
from db_model.commit import attempted, commit
from db_model.context import Origin
from db_model.identities.add import added as identity_added
from db_model.identities.get import owner
from db_model.identities.types import Identity
from db_model.identities.update import changed as identity_changed
from db_model.stakeholders.add import added
from db_model.stakeholders.get import last_version
from db_model.stakeholders.types import PlatformRole, Stakeholder
from db_model.stakeholders.update import touched
from db_model.types import Email
from identities.domain._roles import Changes, role_changes
from identities.rules import check_domain, check_unlinked, email_to_link, mapped, name_from
from identities.types import Entered, Trust
from issuers.types import Asserted
from kit.time import milliseconds
from stakeholders.domain import begun, signed_in
from stakeholders.types import Browser
from store.types import Database, Write
from store.versions import next_version

# Beside them a commit has the person, the identity, and sessions that begin and end.
_MOST_ROLE_WRITES: Final = 60


async def enter(
    db: Database, asserted: Asserted, trust: Trust, browser: Browser, *, at: datetime
) -> Entered:
    """Sign in whom ``asserted`` tells of; one commit makes or updates all that comes of it.

    An identity that is new here becomes that of the person with its verified e-mail, who is
    added if need be, and is theirs for good.  Names, the last sign-in and the roles of the
    issuer's groups follow at each sign-in.

    Raises:
        AlreadyLinked: the e-mail is that of somebody who signs in as another identity.
        EmailNotVerified: the identity is new here, and its e-mail is not vouched for.
        EmailNotAllowed: the issuer may not tell of the e-mail.
    """

    async def attempt() -> Entered | None:
        return await _entered(db, asserted, trust, browser, at=at)

    # What is taken goes first where all would be too much for one commit.
    while True:
        entered = await attempted(attempt)
        if entered is not None:
            return entered


async def _entered(
    db: Database, asserted: Asserted, trust: Trust, browser: Browser, *, at: datetime
) -> Entered | None:
    person, was, last = await _known(db, asserted)
    if was is None:
        email = email_to_link(asserted, trust)
        person = await access_of(db, Principal(email=email))
        was = _of(person, asserted)  # somebody who came in by it just now
        if was is None:
            check_unlinked(() if person is None else person.identities)
    else:
        email = was.email
        check_domain(email, trust)
    stakeholder = await _stakeholder(db, email, person, asserted, at=at)
    roles = await role_changes(
        db,
        stakeholder,
        person,
        roles=mapped(trust, asserted.groups),
        given=was.given if was else (),
        at=at,
    )
    identity = _identity(asserted, email, was, last, roles, at=at)
    if was and person and len(roles.taking) + len(roles.setting) > _MOST_ROLE_WRITES:
        left = replace(identity, given=roles.left)
        writes = (*identity_changed(was, left), *roles.taking, touched(person.stakeholder, at=at))
        await commit(db, writes, _origin(email, browser, at=at))
        return None
    session = await begun(db, email, person, browser, method=trust.name, at=at)
    await commit(
        db,
        (
            *_person_writes(replace(stakeholder, role=roles.role), person, at=at),
            *(
                identity_changed(was, identity)
                if was
                else identity_added(identity, last_version=last)
            ),
            *roles.taking,
            *roles.setting,
            *session.writes,
        ),
        signed_in(email, browser, session, at=at),
    )
    return Entered(email=email, text=session.text, unknown=roles.unknown)


async def _known(
    db: Database, asserted: Asserted
) -> tuple[Access | None, Identity | None, int | None]:
    """Return the person of an identity, the identity, and its last version: a get and a query."""
    email, last = await owner(db, asserted.issuer, asserted.subject)
    person = None if email is None else await access_of(db, Principal(email=email))
    identity = _of(person, asserted)
    return (None, None, last) if identity is None else (person, identity, last)


def _of(person: Access | None, asserted: Asserted) -> Identity | None:
    for identity in () if person is None else person.identities:
        if (identity.issuer, identity.subject) == (asserted.issuer, asserted.subject):
            return identity
    return None


async def _stakeholder(
    db: Database, email: Email, person: Access | None, asserted: Asserted, *, at: datetime
) -> Stakeholder:
    first, last = name_from(asserted.first_name), name_from(asserted.last_name)
    if person is not None:
        known = person.stakeholder
        has_names = bool(first or last)
        return replace(
            known,
            first_name=first if has_names else known.first_name,
            last_name=last if has_names else known.last_name,
            is_registered=True,
            last_login_at=at,
        )
    return Stakeholder(
        email=email,
        first_name=first,
        last_name=last,
        role=PlatformRole.USER,
        registered_at=at,
        last_login_at=at,
        version=next_version(await last_version(db, email), milliseconds(at)),
    )


def _person_writes(
    stakeholder: Stakeholder, person: Access | None, *, at: datetime
) -> tuple[Write, ...]:
    return added(stakeholder) if person is None else (touched(stakeholder, at=at),)


def _identity(
    asserted: Asserted,
    email: Email,
    was: Identity | None,
    last: int | None,
    roles: Changes,
    *,
    at: datetime,
) -> Identity:
    return Identity(
        issuer=asserted.issuer,
        subject=asserted.subject,
        email=email,
        linked_at=was.linked_at if was else at,
        last_sign_in_at=at,
        given=roles.given,
        version=next_version(was.version if was else last, milliseconds(at)),
    )


def _origin(email: Email, browser: Browser, *, at: datetime) -> Origin:
    return Origin(principal=email, at=at, address=browser.address, request_id=browser.request_id)
