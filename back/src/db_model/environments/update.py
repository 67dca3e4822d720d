"""Writes that depend on an environment."""

from db_model.environments import keys
from db_model.environments.types import Environment
from store.types import AtVersion, Check


def unchanged(environment: Environment) -> Check:
    """Return what lets a commit through only while ``environment`` is as it was read."""
    key = keys.main(environment.group_name, environment.root_id, environment.id)
    return Check(key, AtVersion(environment.version))
