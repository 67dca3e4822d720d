"""Waiting for the end of an import: at once where this process runs it, else by looking."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

from db_model.imports.get import import_ as stored_import
from db_model.imports.types import Import
from db_model.types import ImportId
from store.requests import RequestStore
from store.types import Store

_LOOK_EVERY: Final = 0.5  # seconds: another process may run it, and tells only the store


@dataclass(frozen=True, slots=True)
class Endings:
    """Who waits for which import, in this process."""

    _waiting: dict[ImportId, asyncio.Event] = field(default_factory=dict)

    def tell(self, import_: Import) -> None:
        """Wake whoever waits for ``import_``, which is over or held."""
        if (event := self._waiting.get(import_.id)) is not None:
            event.set()

    async def wait(
        self, store: Store, import_: Import, seconds: float, now: Callable[[], float]
    ) -> Import:
        """Return ``import_`` when it is over or held, or as it stands after ``seconds``."""
        event = self._waiting.setdefault(import_.id, asyncio.Event())
        end = now() + seconds
        try:
            while import_.state.is_open and (left := end - now()) > 0:
                with suppress(TimeoutError):
                    await asyncio.wait_for(event.wait(), min(left, _LOOK_EVERY))
                found = await stored_import(RequestStore(store), import_.id)
                import_ = found or import_
        finally:
            self._waiting.pop(import_.id, None)
        return import_
