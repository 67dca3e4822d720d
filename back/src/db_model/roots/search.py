"""Roots as the search index has them."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from db_model.roots import keys
from db_model.roots.get import root_of
from db_model.roots.get import roots as stored
from db_model.roots.types import GitRoot, IPRoot, Root, URLRoot
from db_model.types import GroupName, RootId
from db_model.views import View, tombstone
from kit.time import milliseconds
from search.types import Doc, Field, IndexSchema, Kind, Scalar
from store.types import Database, Item

_WORD: Final = Field(Kind.KEYWORD, sortable=True)
_WORDS: Final = Field(Kind.KEYWORD, sortable=True, words=True)

SCHEMA: Final = IndexSchema(
    "roots",
    1,
    MappingProxyType(
        {
            "address": _WORDS,
            "branch": _WORDS,
            "created_at": Field(Kind.DATE, sortable=True),
            "environment": _WORDS,
            "group_name": _WORD,
            "nickname": _WORDS,
            "organization_id": _WORD,
            "status": _WORD,
            "type": _WORD,
        }
    ),
)


def document(root: Root) -> Doc:
    """Return the document of a root, by its group and id; ``address`` is its URL or IP address."""
    return Doc(
        _name(root),
        root.version,
        {
            "created_at": milliseconds(root.created_at),
            "group_name": root.group_name,
            "nickname": root.state.nickname,
            "organization_id": root.organization_id,
            "status": root.state.status,
            **_of_type(root),
        },
    )


def _of_type(root: Root) -> Mapping[str, Scalar]:
    match root:
        case GitRoot(state=state):
            return {
                "address": state.url,
                "branch": state.branch,
                "environment": state.environment,
                "type": "GIT",
            }
        case IPRoot(state=state):
            return {"address": state.address, "type": "IP"}
        case URLRoot(state=state):
            address = f"{state.protocol.lower()}://{state.host}:{state.port}{state.path}"
            return {"address": address, "type": "URL"}


async def _documents(db: Database, ids: Sequence[str], now_ms: int) -> Sequence[Doc]:
    """Return the documents as of this moment: a strong get a hundred roots."""
    places = [_place(id_) for id_ in ids]
    await db.get([keys.main(*place) for place in places], strong=True)
    return [
        tombstone(id_, now_ms=now_ms) if root is None else document(root)
        for id_, root in zip(ids, await stored(db, places), strict=True)
    ]


def _touched(item: Item) -> Iterable[str]:
    if item.kind not in keys.TYPES:
        return ()
    return (_name(root_of(item)),)


def _name(root: Root) -> str:
    return f"{root.group_name}/{root.id}"


def _place(name: str) -> tuple[GroupName, RootId]:
    group, _, id_ = name.partition("/")
    return GroupName(group), RootId(id_)


VIEW: Final = View(schema=SCHEMA, touched=_touched, documents=_documents)
