"""How git is run, as the settings say."""

import os

from repositories.types import Access
from settings import Settings


def access_of(settings: Settings) -> Access:
    """Return how repositories are reached; programs are looked for where the service finds its."""
    told = settings.git
    hosts = (told.git_internal_hosts or "").split(",")
    return Access(
        internal=frozenset(host.strip().lower() for host in hosts if host.strip()),
        ca_file=told.git_ca_file and told.git_ca_file.absolute(),
        known_hosts=told.git_known_hosts and told.git_known_hosts.absolute(),
        path=os.pathsep.join(os.get_exec_path()),
    )
