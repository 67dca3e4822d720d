"""Which items are copied: all but where consumers and the jobs that keep up for them are.

Those of the target begin anew, and look for what those of the source left undone.  What they
counted and recorded is copied: how days ended, and who did what, cannot be told from the rest.
"""

from typing import Final

from projections.rebuild import REBUILD
from projections.recount import RECOUNT
from projections.spread import SPREAD
from store.types import UNSTREAMED, Key
from trails.consumer import CATCH_UP

_SCHEMA: Final = "~SCHEMA"
# What begins the partitions that belong to one store.
OWN: Final = (
    _SCHEMA,
    "~COPY",
    "~CKP#",
    "~LSE#",
    "~PRK#",
    "~PRKI#",
    "~RATE#",  # buckets, which are full where they are not
    "~SCAN#",
    *(f"~JOB#{kind}#" for kind in (REBUILD, RECOUNT, SPREAD, CATCH_UP)),
)


def is_copied(key: Key) -> bool:
    return not key.pk.startswith(OWN)


def is_copied_unseen(key: Key) -> bool:
    """Tell whether an item is copied of whose changes no stream tells."""
    return key.pk.startswith(UNSTREAMED) and is_copied(key)


def is_of_a_new_store(key: Key) -> bool:
    """Tell whether an item is in a store that nobody has used yet."""
    return key.pk == _SCHEMA


def kind_of(pk: str) -> str:
    """Return what partitions like this one begin with."""
    return pk.partition("#")[0]
