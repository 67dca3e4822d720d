"""What tests have the KMS emulator do that the service itself never asks for."""

import json
import urllib.request
from dataclasses import dataclass
from typing import Any, Final

from envelopes.kms import KmsConfig

VARIABLE: Final = "INTEGRATES_TEST_KMS"
DAYS: Final = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Emulator:
    url: str

    def made(self) -> str:
        """Return the id of a new key."""
        key: str = self._answer("CreateKey")["KeyMetadata"]["KeyId"]
        return key

    def named(self, alias: str, key: str) -> None:
        """Have a new ``alias`` stand for ``key``."""
        self._answer("CreateAlias", AliasName=alias, TargetKeyId=key)

    def renamed(self, alias: str, key: str) -> None:
        """Have ``alias`` stand for ``key`` from now on."""
        self._answer("UpdateAlias", AliasName=alias, TargetKeyId=key)

    def disabled(self, key: str) -> None:
        self._answer("DisableKey", KeyId=key)

    def enabled(self, key: str) -> None:
        self._answer("EnableKey", KeyId=key)

    def deleted(self, *keys: str) -> None:
        """Have ``keys`` be deleted in days, and be of no use from now on."""
        for key in keys:
            self._answer("ScheduleKeyDeletion", KeyId=key, PendingWindowInDays=DAYS)

    def _answer(self, operation: str, **asked: str | int) -> dict[str, Any]:
        headers = {
            "Content-Type": "application/x-amz-json-1.1",
            "X-Amz-Target": f"TrentService.{operation}",
        }
        body = json.dumps(asked).encode()
        request = urllib.request.Request(self.url, body, headers)  # noqa: S310 - ours
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310 - ours
            told = answer.read()
        found: dict[str, Any] = json.loads(told) if told else {}
        return found


def config_of(url: str, key: str) -> KmsConfig:
    return KmsConfig(key=key, region="us-east-1", endpoint_url=url, access_key="a", secret_key="s")
