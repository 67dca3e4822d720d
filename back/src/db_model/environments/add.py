"""Writes that make an environment."""

from db_model.environments import keys
from db_model.environments.types import Environment
from store.types import Absent, Put


def added(environment: Environment) -> tuple[Put, ...]:
    """Return the environment; ``Absent`` keeps it unique in its root."""
    return (Put(keys.item(environment), Absent()),)
