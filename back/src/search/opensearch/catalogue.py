"""The generations of each index: indexes with names alike, and an alias for the promoted one."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from search.errors import IndexNotBuilt, LimitError
from search.opensearch.calls import Missing, call
from search.opensearch.config import Cluster
from search.opensearch.mappings import body
from search.schemas import decoded, named, new_generation
from search.types import Generation, IndexSchema


@dataclass(slots=True)
class Catalogue:
    """What there is on a cluster, remembered for a few seconds where searches need it."""

    cluster: Cluster
    _promoted: dict[str, tuple[float, Generation]] = field(default_factory=dict)

    async def listed(self, index: str) -> tuple[Generation, ...]:
        """Return the generations of ``index`` as they are now, by name."""
        shown = {"filter_path": "*.aliases,*.mappings._meta"}
        pattern = self.name_of(f"{index}-*")
        send = partial(self.cluster.client.indices.get, index=pattern, params=shown)
        found = await call(self.cluster, send)
        return tuple(self._generation(index, name, found[name]) for name in sorted(found))

    async def written(self, index: str, only: str | None) -> tuple[Generation, ...]:
        """Return the generations of ``index`` as they are now, or that one.

        Raises:
            IndexNotBuilt: there is none.
        """
        found = tuple(each for each in await self.listed(index) if only in (None, each.name))
        if not found:
            raise IndexNotBuilt
        return found

    async def promoted(self, index: str) -> Generation:
        """Return the generation that searches read.

        Raises:
            IndexNotBuilt: none is promoted.
        """
        now = asyncio.get_running_loop().time()
        until, known = self._promoted.get(index, (now, None))
        if known is not None and now < until:
            return known
        for generation in await self.listed(index):
            if generation.promoted:
                until = now + self.cluster.config.known_seconds
                self._promoted[index] = (until, generation)
                return generation
        raise IndexNotBuilt

    def forget(self, index: str) -> None:
        """Look again for the promoted generation before the next search."""
        self._promoted.pop(index, None)

    async def begin(self, schema: IndexSchema) -> str:
        """Make the index of a generation, and return its name."""
        name = new_generation(schema)
        create = self.cluster.client.indices.create
        made = body(schema, self.cluster.config)
        await call(self.cluster, partial(create, index=self.name_of(name), body=made))
        return name

    async def promote(self, index: str, name: str) -> None:
        """Point the alias to that generation, and to no other, at once.

        Raises:
            UnknownGeneration: the index has none of that name.
        """
        named(await self.listed(index), name)
        alias = self.name_of(index)
        others = {"index": self.name_of(f"{index}-*"), "alias": alias, "must_exist": False}
        actions = [{"remove": others}, {"add": {"index": self.name_of(name), "alias": alias}}]
        update = self.cluster.client.indices.update_aliases
        await call(self.cluster, partial(update, body={"actions": actions}))
        self.forget(index)

    async def drop(self, index: str, name: str) -> None:
        """Remove the index of that generation.

        Raises:
            LimitError: searches read it.
            UnknownGeneration: the index has none of that name.
        """
        if named(await self.listed(index), name).promoted:
            raise LimitError("the promoted generation of an index cannot be dropped")
        delete = self.cluster.client.indices.delete
        try:
            await call(self.cluster, partial(delete, index=self.name_of(name)))
        except Missing:
            # Another process dropped it meanwhile.
            return

    def name_of(self, part: str) -> str:
        """Return the cluster's name for a generation, an index or a pattern."""
        return f"{self.cluster.config.prefix}{part}"

    def names_of(self, generations: Sequence[Generation]) -> str:
        """Return the cluster's names for ``generations``, as one request takes them."""
        return ",".join(self.name_of(generation.name) for generation in generations)

    def _generation(self, index: str, name: str, told: Any) -> Generation:
        schema = decoded(told["mappings"]["_meta"]["schema"])
        promoted = self.name_of(index) in told.get("aliases", {})
        return Generation(name.removeprefix(self.cluster.config.prefix), schema, promoted)
