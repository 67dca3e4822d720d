"""How git may reach the repositories that people name."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from settings.forms import Hosts, Told


@dataclass(frozen=True, slots=True, kw_only=True)
class Git:
    git_internal_hosts: Annotated[
        Hosts | None,
        Told(
            "hosts, or hosts with a port, separated by commas",
            "Repositories of the inner network that may be reached; else only public addresses "
            "are, at the usual ports.",
        ),
    ] = None
    git_ca_file: Annotated[
        Path | None,
        Told("a file", "The certificates that git believes; those of the system when not set."),
    ] = None
    git_known_hosts: Annotated[
        Path | None,
        Told(
            "a file",
            "The keys of SSH servers, as in ssh(1); when not set, a server is taken as it comes.",
        ),
    ] = None
