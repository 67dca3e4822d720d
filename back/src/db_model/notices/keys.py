"""Where notices are stored: with the others of their reader, until they are old news.

They lie beside the person's partition: that one is read whole at each request.
"""

from datetime import timedelta
from typing import Final

from db_model.codec import item_of
from db_model.keys import part
from db_model.notices.types import Notice
from db_model.types import Email
from store.types import Item, Key

PREFIX: Final = "NTC#"
_KEPT: Final = timedelta(days=90)


def partition(email: Email) -> str:
    return f"~{PREFIX}{part(email)}"


def main(notice: Notice) -> Key:
    return Key(partition(notice.email), f"{PREFIX}{part(notice.id)}")


def item(notice: Notice) -> Item:
    return item_of(
        notice,
        key=main(notice),
        kind="notice",
        version=notice.version,
        expires=int((notice.at + _KEPT).timestamp()),
    )
