"""The addresses of links, which clients and mails know (contract, routes beside GraphQL)."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from db_model.links.types import Purpose


@dataclass(frozen=True, slots=True, kw_only=True)
class Paths:
    """What the secret follows in the path of an address."""

    confirm: str
    reject: str | None = None


PATHS: Final[Mapping[Purpose, Paths]] = MappingProxyType(
    {
        Purpose.DELETION: Paths(confirm="/confirm_deletion/"),
        Purpose.GROUP: Paths(confirm="/confirm_access/", reject="/reject_access/"),
        Purpose.ORGANIZATION: Paths(
            confirm="/confirm_access_organization/", reject="/reject_access_organization/"
        ),
    }
)


def addresses(origin: str, purpose: Purpose, secret: str) -> dict[str, str]:
    """Return the addresses at ``origin`` by what they do: ``confirm``, and maybe ``reject``."""
    paths = PATHS[purpose]
    found = {"confirm": f"{origin}{paths.confirm}{secret}"}
    if paths.reject is not None:
        found["reject"] = f"{origin}{paths.reject}{secret}"
    return found
