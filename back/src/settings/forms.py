"""What a setting may look like, and what people are told of it."""

from dataclasses import dataclass
from typing import Annotated, Final, TypeAlias

import msgspec

Port: TypeAlias = Annotated[int, msgspec.Meta(ge=0, le=65_535)]
Whole: TypeAlias = Annotated[int, msgspec.Meta(ge=0)]
Positive: TypeAlias = Annotated[int, msgspec.Meta(ge=1)]
Address: TypeAlias = Annotated[str, msgspec.Meta(pattern=r"^https?://[^/@\s]+(/[^\s]*)?$")]
_HOST: Final = r"[A-Za-z0-9._\-]+(:[0-9]{1,5})?"
Hosts: TypeAlias = Annotated[str, msgspec.Meta(pattern=rf"^{_HOST}(\s*,\s*{_HOST})*$")]
MasterKeys: TypeAlias = Annotated[
    str, msgspec.Meta(pattern=r"^[A-Za-z0-9+/]{43}=(\s+[A-Za-z0-9+/]{43}=)*$")
]
Origin: TypeAlias = Annotated[str, msgspec.Meta(pattern="^https?://[^/@]+$")]


@dataclass(frozen=True, slots=True)
class Told:
    """What a person who configures the service is told of a setting."""

    form: str
    about: str
