"""Mail as files, for an installation without a mail server."""

from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest

from mail.errors import NotDelivered
from mail.folder import FolderMailer
from unit.mail.test_smtp import MAIL

SENDER: Final = "integrates@localhost"


async def test_a_mail_is_one_file_however_often_it_is_delivered(tmp_path: Path) -> None:
    mailer = FolderMailer(folder=tmp_path / "mail", sender=SENDER)

    for mail in (MAIL, MAIL, replace(MAIL, id="mail-2")):
        await mailer.deliver(mail)

    assert sorted(file.name for file in mailer.folder.iterdir()) == ["mail-1.eml", "mail-2.eml"]


async def test_only_the_owner_of_the_service_may_read_it(tmp_path: Path) -> None:
    mailer = FolderMailer(folder=tmp_path / "mail", sender=SENDER)

    await mailer.deliver(MAIL)

    assert mailer.folder.stat().st_mode & 0o777 == 0o700
    assert (mailer.folder / "mail-1.eml").stat().st_mode & 0o777 == 0o600


async def test_a_folder_that_cannot_be_written_to_is_tried_again(tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("a file")
    mailer = FolderMailer(folder=tmp_path / "mail", sender=SENDER)

    with pytest.raises(NotDelivered) as refused:
        await mailer.deliver(MAIL)

    assert not refused.value.is_final
