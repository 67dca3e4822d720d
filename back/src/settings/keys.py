"""What the data keys of secrets are wrapped with."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from settings.choices import KeysEngine
from settings.forms import MasterKeys, Told


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """With ``local`` and nothing else told, a key is made in the state directory (see the docs)."""

    key_encryption: Annotated[
        KeysEngine, Told("local or kms", "What encrypts the keys that secrets are encrypted with.")
    ] = KeysEngine.LOCAL
    master_keys: Annotated[
        MasterKeys | None,
        Told(
            "keys of 32 bytes in base 64, separated by spaces",
            "The master keys, the current one first; instead of a file.",
        ),
    ] = field(default=None, repr=False)
    master_key_file: Annotated[
        Path | None,
        Told(
            "a file",
            "Where the master keys are, one a line in base 64, the current one first; "
            "`master.key` of the state directory when not set.",
        ),
    ] = None
    kms_key: Annotated[
        str | None,
        Told("an id, alias or ARN", "The key of AWS KMS; required when that encrypts keys."),
    ] = None
    kms_region: Annotated[str, Told("a region", "The region of KMS.")] = "us-east-1"
    kms_url: Annotated[
        str | None, Told("a URL", "The endpoint of KMS; that of the region when not set.")
    ] = None
