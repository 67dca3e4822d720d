"""The key of a root's line sketches: made when it is first asked for, given to who may import."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from authz.access import origin
from authz.errors import RootNotFound
from authz.grants import GroupGrant, require
from authz.policy import Action
from db_model.commit import attempted, commit, tell_read
from db_model.context import Changed, Operation
from db_model.groups.update import unchanged as group_unchanged
from db_model.roots.get import by_nickname
from db_model.roots.types import GitRoot
from db_model.roots.update import unchanged
from db_model.sketches.get import sketch_key
from db_model.sketches.types import SketchKey
from db_model.sketches.update import key_kept
from db_model.types import Email
from envelopes.keyring import Keyring
from envelopes.seal import seal, unseal
from groups.domain import standing
from kit.time import milliseconds
from roots.rules.git import tested
from roots.rules.sketches import key_id, place_of
from store.types import Database

# Builds of one root that begin at once may all be the first that ask.
_AT_ONCE: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedKey:
    """``plain`` is of 32 bytes; ``id`` follows from it, in 16 hex characters."""

    id: str
    plain: bytes = field(repr=False)


async def issue_sketch_key(
    db: Database,
    keyring: Keyring,
    grant: GroupGrant,
    nickname: str,
    *,
    new: bytes,
    at: datetime,
) -> IssuedKey:
    """Return the key of the root of this nickname, which is ``new`` if it had none: a commit.

    Of several that ask first at once, all get the key of the one who was the fastest.  That an
    older one was read is in the audit trail before it is returned.

    Raises:
        RootNotFound: the group has no root of this nickname.
        GitRootRequired: it has no code.
        RootNotActive: it is not tested any more.
        RootBeingMoved: not all of it is in its new group yet.
        ActionDenied: the group was removed meanwhile.
        KeysUnavailable: it cannot be sealed, or opened.
    """
    require(grant, Action.IMPORT_REPORT)

    async def attempt() -> IssuedKey:
        named = await by_nickname(db, grant.on.name, nickname)
        if named is None:
            raise RootNotFound
        root = tested(named)
        known = await sketch_key(db, root.group_name, root.id)
        issued = await _opened(db, keyring, known) if known else None
        if issued is not None:
            await tell_read(db, [_read(root)], origin(grant.access, at=at))
            return issued
        group = await standing(db, grant)
        made = _made(root, new, by=grant.access.principal.email, at=at)
        writes = (
            *key_kept(known, made),
            *await seal(db, keyring, {place_of(root.group_name, root.id): new}, at=at),
            unchanged(root),
            group_unchanged(group),
        )
        await commit(db, writes, origin(grant.access, at=at))
        return IssuedKey(id=made.id, plain=new)

    return await attempted(attempt, attempts=_AT_ONCE)


async def _opened(db: Database, keyring: Keyring, known: SketchKey) -> IssuedKey | None:
    (plain,) = await unseal(db, keyring, [place_of(known.group_name, known.root_id)])
    return None if plain is None else IssuedKey(id=known.id, plain=plain)


def _read(root: GitRoot) -> Changed:
    ids, group = (root.id,), root.group_name
    return Changed(kind="sketch-key", operation=Operation.READ, ids=ids, group=group)


def _made(root: GitRoot, plain: bytes, *, by: Email, at: datetime) -> SketchKey:
    return SketchKey(
        group_name=root.group_name,
        root_id=root.id,
        id=key_id(plain),
        created_by=by,
        created_at=at,
        version=milliseconds(at),
    )
