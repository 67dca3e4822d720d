"""What mail is delivered by, as the settings say; and the wish for the daily jobs."""

from datetime import date
from pathlib import Path
from typing import Final

import pytest

from app.daily import wished
from app.post import mail_folder, post_of
from envelopes.ageing import AGE
from jobs.items import job_key
from jobs.types import JobId
from settings import InvalidSettings, MailEngine, MailSecurity, MailSettings, Settings, load
from smtp_server import HOST, PASSWORD, USER, an_smtp_server
from stakeholders.domain import LET_GO
from unit.mail.test_smtp import MAIL
from world import World

SMTP: Final = {"INTEGRATES_MAILER": "smtp", "INTEGRATES_SMTP_HOST": "mail.example.com"}


@pytest.mark.parametrize("security", [MailSecurity.STARTTLS, MailSecurity.TLS])
async def test_mail_goes_to_the_server_of_the_settings(
    tmp_path: Path, security: MailSecurity
) -> None:
    starttls = security is MailSecurity.STARTTLS
    async with an_smtp_server(tmp_path, starttls=starttls) as served:
        mail = MailSettings(
            mailer=MailEngine.SMTP,
            mail_from="Security <security@example.com>",
            smtp_host=HOST,
            smtp_port=served.server.port,
            smtp_security=security,
            smtp_user=USER,
            smtp_password=PASSWORD,
            smtp_ca_file=served.authority,
        )
        await post_of(Settings(state_dir=tmp_path, mail=mail)).mailer.deliver(MAIL)

    (message,) = served.post.messages
    assert message["From"] == "Security <security@example.com>"
    assert PASSWORD not in repr(mail)


async def test_without_a_server_mail_is_files_under_the_state_directory(tmp_path: Path) -> None:
    settings = Settings(state_dir=tmp_path)

    await post_of(settings).mailer.deliver(MAIL)

    assert [file.name for file in mail_folder(settings).iterdir()] == [f"{MAIL.id}.eml"]


@pytest.mark.parametrize(
    ("environ", "problems"),
    [
        ({"INTEGRATES_MAILER": "smtp"}, ("INTEGRATES_SMTP_HOST is missing",)),
        (SMTP | {"INTEGRATES_SMTP_USER": "me"}, ("INTEGRATES_SMTP_PASSWORD is missing",)),
        (
            SMTP
            | {
                "INTEGRATES_SMTP_USER": "me",
                "INTEGRATES_SMTP_PASSWORD": "hunter2",
                "INTEGRATES_SMTP_SECURITY": "none",
            },
            ("INTEGRATES_SMTP_USER needs INTEGRATES_SMTP_SECURITY",),
        ),
    ],
)
def test_settings_that_cannot_send_mail_are_refused(
    environ: dict[str, str], problems: tuple[str, ...]
) -> None:
    with pytest.raises(InvalidSettings) as refused:
        load(environ)

    assert refused.value.problems == problems
    assert "hunter2" not in str(refused.value)


async def test_of_many_processes_that_start_one_wishes_for_the_daily_jobs(world: World) -> None:
    for _ in range(3):
        await wished(world.service)

    day = date(2026, 3, 2).isoformat()
    keys = [job_key(JobId(kind, day)) for kind in (AGE, LET_GO)]
    assert None not in await world.service.engines.store.get(keys)
