"""Whether a store may be served from, looked at once when a process begins."""

from app.errors import NotCreated
from copies.progress import check_whole
from errors import Unavailable
from store.types import Store


async def check_ready(store: Store) -> None:
    """Check that ``store`` answers, and holds all that it should.

    Raises:
        NotCreated: it does not answer, or was never created.
        Unfinished: it is half of a copy.
    """
    try:
        await store.ready()
    except Unavailable as fault:
        raise NotCreated from fault
    await check_whole(store)
