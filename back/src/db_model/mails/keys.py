"""Where mails wait; those that failed are listed, the oldest first, for a month."""

from datetime import timedelta
from typing import Final

from db_model.codec import item_of
from db_model.keys import part
from db_model.mails.types import OutgoingMail
from db_model.types import MailId
from store.types import Index, IndexKey, Item, Key

FAILED: Final = "~MAIL#failed"
_KEPT: Final = timedelta(days=30)


def main(id_: MailId) -> Key:
    return Key(f"~MAIL#{part(id_)}")


def item(mail: OutgoingMail) -> Item:
    listed = ((Index.G1, IndexKey(FAILED, f"{mail.version:016d}#{part(mail.id)}")),)
    return item_of(
        mail,
        key=main(mail.id),
        kind="outgoing-mail",
        version=mail.version,
        index=listed if mail.failure else (),
        expires=int((mail.written_at + _KEPT).timestamp()) if mail.failure else None,
    )
