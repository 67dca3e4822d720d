"""Writes that remove an environment."""

from db_model.environments import keys
from db_model.environments.types import Environment
from store.types import AtVersion, Delete


def removed(environment: Environment) -> tuple[Delete, ...]:
    """Return the removal, which is refused if the environment was changed meanwhile."""
    key = keys.main(environment.group_name, environment.root_id, environment.id)
    return (Delete(key, AtVersion(environment.version)),)
