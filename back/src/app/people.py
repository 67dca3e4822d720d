"""Commands about people: who was invited, and which mails never reached their readers."""

import argparse
import sys

from app.engines import open_store
from app.serve import STOPPED
from db_model.mails.get import failed
from kit.time import now
from settings import Settings
from stakeholders.domain import invitation_links, open_invitations
from stakeholders.types import Offer


async def invitations(settings: Settings, given: argparse.Namespace) -> int:
    """Print the invitations that wait for an answer; with an e-mail, a link to accept each."""
    async with open_store(settings, clock=now) as store:
        if given.email is None:
            async for offer in open_invitations(store, now=now()):
                _print(offer, f"{offer.until:%Y-%m-%dT%H:%MZ}")
            return STOPPED
        origin = settings.public_origin
        for offer, link in await invitation_links(store, given.email, origin=origin, at=now()):
            _print(offer, link)
    return STOPPED


async def failed_mail(settings: Settings, _: argparse.Namespace) -> int:
    """Print the mails of the last month that are sent no more, with the reason."""
    async with open_store(settings, clock=now) as store:
        async for mail in failed(store):
            at = f"{mail.written_at:%Y-%m-%dT%H:%MZ}"
            sys.stdout.write(f"{at}\t{mail.id}\t{mail.template}\t{mail.to}\t{mail.failure}\n")
    return STOPPED


def _print(offer: Offer, last: str) -> None:
    purpose = offer.purpose.lower()
    sys.stdout.write(f"{offer.email}\t{purpose}\t{offer.subject}\t{offer.role}\t{last}\n")
