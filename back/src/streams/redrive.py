"""Letting a consumer try a parked change again, once what made it fail was mended."""

from store.types import Cancelled, Store
from streams.errors import ParkedNotFound
from streams.parked import parked_change, unpark
from streams.types import Consumer, Folding, Handling, Place


async def redrive(store: Store, consumer: Consumer, place: Place, position: str) -> None:
    """Have ``consumer`` take the parked change, and forget that it was parked.

    What the consumer raises is raised again, and the change stays parked.

    Raises:
        ParkedNotFound: nothing is parked there.
    """
    parked = await parked_change(store, place, position)
    writes = unpark(place, position)
    match consumer.consume:
        case Handling(handle):
            await handle([parked.change])
        case Folding(fold):
            writes += fold([parked.change])
    if isinstance(await store.commit(writes), Cancelled):
        raise ParkedNotFound
