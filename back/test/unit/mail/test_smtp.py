"""Mail through a real SMTP server: what arrives, and what each way of not arriving is."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pytest

from mail.content import content_of
from mail.errors import NotDelivered, PerhapsDelivered
from mail.smtp import Server, SmtpMailer
from mail.types import Mail
from smtp_server import PASSWORD, Served, an_smtp_server

SENDER: Final = "Integrates <integrates@example.com>"
SECRET: Final = "https://integrates.example.com/confirm_access/abc"
MAIL: Final = Mail(
    id="mail-1",
    to="ana@example.org",
    content=content_of(
        "group_invitation",
        {
            "group": "<b>acme & sons</b>",
            "inviter": "José@example.com",
            "role": "user",
            "until": "2026-03-09 09:30 UTC",
            "confirm": SECRET,
            "reject": "https://integrates.example.com/reject_access/abc",
        },
    ),
    written_at=datetime(2026, 3, 2, 9, 30, tzinfo=UTC),
)


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    async with an_smtp_server(tmp_path) as made:
        yield made


def _mailer(server: Server) -> SmtpMailer:
    return SmtpMailer(server=server, sender=SENDER, patience_s=5)


async def _refused(server: Server) -> NotDelivered:
    with pytest.raises(NotDelivered) as refused:
        await _mailer(server).deliver(MAIL)
    assert SECRET not in str(refused.value)
    assert PASSWORD not in str(refused.value)
    return refused.value


async def test_a_mail_arrives_as_text_and_as_html(served: Served) -> None:
    await _mailer(served.server).deliver(MAIL)

    (envelope,), (message,) = served.post.taken, served.post.messages
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    assert text is not None
    assert html is not None
    assert (envelope.mail_from, envelope.rcpt_tos) == ("integrates@example.com", [MAIL.to])
    assert message["From"] == SENDER
    assert message["To"] == MAIL.to
    assert message["Subject"] == "You are invited to the group <b>acme & sons</b>"
    assert message["Message-ID"] == "<mail-1@example.com>"
    assert message["Date"].datetime == MAIL.written_at
    assert message["Auto-Submitted"] == "auto-generated"
    assert "José@example.com invites you to the group <b>acme & sons</b>" in text.get_content()
    assert "&lt;b&gt;acme &amp; sons&lt;/b&gt;" in html.get_content()


async def test_a_server_may_speak_tls_from_the_first_byte_on(tmp_path: Path) -> None:
    async with an_smtp_server(tmp_path, starttls=False) as served:
        await _mailer(served.server).deliver(MAIL)

    assert len(served.post.taken) == 1


async def test_a_wrong_password_is_put_right_by_people(served: Served) -> None:
    refused = await _refused(replace(served.server, password="wrong"))

    assert not refused.is_final
    assert "535" in refused.reason
    assert served.post.taken == []


async def test_a_certificate_that_nobody_vouches_for_is_given_nothing(served: Served) -> None:
    refused = await _refused(replace(served.server, tls=ssl.create_default_context()))

    assert not refused.is_final
    assert "SSLCertVerificationError" in refused.reason
    assert served.post.taken == []


async def test_a_certificate_of_another_host_is_given_nothing(served: Served) -> None:
    refused = await _refused(replace(served.server, host="127.0.0.1"))

    assert not refused.is_final
    assert served.post.taken == []


async def test_a_server_without_tls_is_told_no_password(tmp_path: Path) -> None:
    heard, ended = bytearray(), asyncio.Event()

    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 plain\r\n")
        while line := await reader.readline():
            heard.extend(line)
            writer.write(b"250 plain\r\n")
        writer.close()
        await writer.wait_closed()
        ended.set()

    listening = await asyncio.start_server(speak, "127.0.0.1", 0)
    async with listening, an_smtp_server(tmp_path) as served:
        port = listening.sockets[0].getsockname()[1]
        refused = await _refused(replace(served.server, port=port))
        await ended.wait()

    assert not refused.is_final
    assert b"AUTH" not in heard
    assert b"DATA" not in heard


async def test_nobody_listens(served: Served) -> None:
    assert not (await _refused(replace(served.server, port=1))).is_final


@pytest.mark.parametrize(
    ("reply", "is_final"), [("550 no such user", True), ("450 mailbox busy", False)]
)
async def test_a_recipient_is_refused(served: Served, reply: str, *, is_final: bool) -> None:
    served.post.to_recipient = reply

    refused = await _refused(served.server)

    assert (refused.is_final, reply[:3] in refused.reason) == (is_final, True)


@pytest.mark.parametrize(
    ("reply", "is_final"), [("554 no thanks " + SECRET, True), ("451 try later", False)]
)
async def test_a_mail_is_refused(served: Served, reply: str, *, is_final: bool) -> None:
    served.post.to_data = reply

    refused = await _refused(served.server)

    assert (refused.is_final, reply[:3] in refused.reason) == (is_final, True)


async def test_a_connection_that_breaks_before_the_answer_leaves_it_open(served: Served) -> None:
    served.post.hangs_up = True

    with pytest.raises(PerhapsDelivered) as perhaps:
        await _mailer(served.server).deliver(MAIL)

    assert SECRET not in str(perhaps.value)
    assert len(served.post.taken) == 1
