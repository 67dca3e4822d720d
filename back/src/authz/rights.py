"""What a caller may do, in a form that can be kept and compared later."""

import hashlib
from collections.abc import Iterator
from functools import lru_cache

from authz.access import Access
from authz.policy import Action


def rights_of(access: Access) -> frozenset[str]:
    """Return a text for each scope in which the caller has rights, telling the rights from others.

    Whoever still has all of these has lost nothing since.
    """
    return frozenset(_rights(access))


def _rights(access: Access) -> Iterator[str]:
    if actions := access.platform_actions():
        yield f"platform {_digest(actions)}"
    for id_ in access.organizations:
        if actions := access.organization_actions(id_):
            yield f"{id_} {_digest(actions)}"
    for name in access.groups:
        if actions := access.group_actions(name):
            yield f"{name} {_digest(actions)}"


@lru_cache(maxsize=4096)
def _digest(actions: frozenset[Action]) -> str:
    return hashlib.sha256(" ".join(sorted(actions)).encode()).hexdigest()[:16]
