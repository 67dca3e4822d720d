"""Whom CI jobs may be identified by."""

from dataclasses import dataclass
from typing import Annotated, TypeAlias

import msgspec

from settings.forms import Told

_ONE = r"https?://[^/@\s]+"
Origins: TypeAlias = Annotated[str, msgspec.Meta(pattern=f"^{_ONE}( {_ONE})*$")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Workloads:
    """Issuers of the public internet need no setting: groups name those that they trust."""

    inner_issuers: Annotated[
        Origins | None,
        Told(
            "origins, separated by spaces",
            "Issuers of OIDC tokens inside the network, which may have any address and use HTTP.",
        ),
    ] = None

    @property
    def inner_origins(self) -> frozenset[str]:
        return frozenset((self.inner_issuers or "").split())
