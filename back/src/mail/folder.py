"""Mail as files of a folder, for an installation without a mail server: one ``.eml`` a mail.

Who may read the folder may read the links in it, so only its owner may.
"""

import asyncio
import os
from dataclasses import dataclass
from pathlib import Path

from mail.errors import NotDelivered
from mail.mime import mime
from mail.types import Mail


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderMailer:
    folder: Path
    sender: str

    async def deliver(self, mail: Mail) -> None:
        """Write the mail; one that was written before is written over."""
        try:
            await asyncio.to_thread(self._write, mail)
        except OSError as fault:
            raise NotDelivered(f"the folder for mail: {fault.strerror}") from fault

    def _write(self, mail: Mail) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = self.folder / f"{mail.id}.eml"
        beside = self.folder / f".{mail.id}.part"
        beside.unlink(missing_ok=True)
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as written:
            written.write(mime(mail, sender=self.sender).as_bytes())
            written.flush()
            os.fsync(written.fileno())
        beside.replace(file)
