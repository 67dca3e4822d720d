"""Circulars: where they wait, and how they are read, put and shortened."""

from dataclasses import replace

from db_model.codec import item_of, maybe
from db_model.keys import part
from db_model.mails.types import Circular
from db_model.types import MailId
from store.types import Absent, AtVersion, Database, Delete, Item, Key, Put
from store.versions import next_version


def main(id_: MailId) -> Key:
    return Key(f"~CIRC#{part(id_)}")


async def circular(db: Database, id_: MailId) -> Circular | None:
    """Return the circular with those of its readers who have no mail yet: one strong get."""
    (item,) = await db.get([main(id_)], strong=True)
    return maybe(Circular, item)


def added(circular: Circular) -> Put:
    return Put(_item(circular), Absent())


def shortened(circular: Circular, written: int, *, now_ms: int) -> Put | Delete:
    """Return the write that strikes off the first readers, as many as got a mail ``written``."""
    rest = circular.to[written:]
    expect = AtVersion(circular.version)
    if not rest:
        return Delete(main(circular.id), expect)
    version = next_version(circular.version, now_ms)
    return Put(_item(replace(circular, to=rest, version=version)), expect)


def _item(circular: Circular) -> Item:
    return item_of(circular, key=main(circular.id), kind="circular", version=circular.version)
