"""The environments of a root, told of the one that stands for it as well."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from db_model.environments.add import added
from db_model.environments.get import of_group
from db_model.roots.types import Move, Root
from store.types import Database, Put

_MOST: Final = 90  # writes of one commit


async def copied_environments(db: Database, root: Root, to: Move) -> Sequence[Sequence[Put]]:
    """Return the writes that copy what is missing, a commit's worth at a time."""
    known = {each.id for each in await of_group(db, to.group_name) if each.root_id == to.root_id}
    copies = [
        replace(each, group_name=to.group_name, root_id=to.root_id)
        for each in await of_group(db, root.group_name)
        if each.root_id == root.id and each.id not in known
    ]
    writes = [put for copy in copies for put in added(copy)]
    return [writes[first : first + _MOST] for first in range(0, len(writes), _MOST)]
