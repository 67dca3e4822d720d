"""The mails of a test's world, which lie in its folder, and what people do with their links."""

import re
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Final

from httpx import ASGITransport, AsyncClient, Response

from app.post import mail_folder
from world import World

ORIGIN: Final = "http://localhost:8001"
_LINK: Final = re.compile(r"http://localhost:8001(/[a-z_]+/)([A-Za-z0-9_-]{43})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """The paths that a mail leads to, by what they do; ``reject`` is empty where there is none."""

    confirm: str
    reject: str = ""


async def mails_to(world: World, email: str) -> list[EmailMessage]:
    """Return the mails to ``email``, the first sent first, once no job is due."""
    await world.contents()
    folder = mail_folder(world.service.settings)
    files = sorted(folder.glob("*.eml"), key=lambda file: file.stat().st_mtime_ns)
    found = [
        message_from_bytes(file.read_bytes(), _class=EmailMessage, policy=default) for file in files
    ]
    return [mail for mail in found if mail["To"] == email]


def links_of(mail: EmailMessage) -> Links:
    """Return the links of a mail's text; those of its HTML are the same."""
    text, html = (mail.get_body((kind,)) for kind in ("plain", "html"))
    assert text is not None
    assert html is not None
    paths = [path + secret for path, secret in _LINK.findall(text.get_content())]
    assert paths == [path + secret for path, secret in _LINK.findall(html.get_content())]
    return Links(confirm=paths[0], reject=paths[1] if len(paths) > 1 else "")


async def links_to(world: World, email: str) -> Links:
    """Return the links of the last mail to ``email``."""
    return links_of((await mails_to(world, email))[-1])


async def visit(world: World, path: str, *, method: str = "GET") -> Response:
    """Return what a browser that is not signed in gets there."""
    async with AsyncClient(transport=ASGITransport(world.app), base_url=ORIGIN) as client:
        return await client.request(method, path)


async def accepted(world: World, email: str) -> None:
    """Accept the last invitation of ``email`` as its reader does."""
    answer = await visit(world, (await links_to(world, email)).confirm, method="POST")
    assert answer.status_code == 200, answer.text
