"""Data keys wrapped by AWS KMS, which never gives its own key away."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final

import aioboto3
from aiobotocore.config import AioConfig
from botocore.exceptions import BotoCoreError, ClientError

from envelopes.errors import KeysUnavailable, Unopenable
from envelopes.rules import KEY_BYTES
from envelopes.types import KekId, KeyEncryption, Wrapped

_KIND: Final = "arn:"
_TAMPERED: Final = frozenset({"IncorrectKeyException", "InvalidCiphertextException"})
_ATTEMPTS: Final = 3
_CONNECT_SECONDS: Final = 1
_READ_SECONDS: Final = 3
_DEADLINE_SECONDS: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class KmsConfig:
    """``key`` is an id, an alias or an ARN; what is left out is as for any AWS client."""

    key: str
    region: str
    endpoint_url: str | None = None
    access_key: str | None = None
    secret_key: str | None = field(default=None, repr=False)


@asynccontextmanager
async def open_kms(config: KmsConfig) -> AsyncIterator[KeyEncryption]:
    """Give what wraps with the key of ``config``; nothing is sent before the first use."""
    session = aioboto3.Session(
        aws_access_key_id=config.access_key,
        aws_secret_access_key=config.secret_key,
        region_name=config.region,
    )
    settings = AioConfig(
        connect_timeout=_CONNECT_SECONDS,
        read_timeout=_READ_SECONDS,
        retries={"mode": "standard", "total_max_attempts": _ATTEMPTS},
    )
    async with session.client("kms", endpoint_url=config.endpoint_url, config=settings) as client:
        yield _Kms(client=client, key=config.key)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kms:
    client: Any  # made by the library from the description of the service
    key: str

    def knows(self, kek: KekId) -> bool:
        return kek.startswith(_KIND)

    async def current(self) -> KekId | None:
        found = await _answer(lambda: self.client.describe_key(KeyId=self.key))
        return KekId(found["KeyMetadata"]["Arn"])

    async def generate(self, context: Mapping[str, str]) -> tuple[bytes, Wrapped]:
        made = await _answer(
            lambda: self.client.generate_data_key(
                KeyId=self.key, NumberOfBytes=KEY_BYTES, EncryptionContext=context
            )
        )
        return made["Plaintext"], Wrapped(kek=KekId(made["KeyId"]), blob=made["CiphertextBlob"])

    async def wrap(self, plain: bytes, context: Mapping[str, str]) -> Wrapped:
        made = await _answer(
            lambda: self.client.encrypt(KeyId=self.key, Plaintext=plain, EncryptionContext=context)
        )
        return Wrapped(kek=KekId(made["KeyId"]), blob=made["CiphertextBlob"])

    async def unwrap(self, wrapped: Wrapped, context: Mapping[str, str]) -> bytes:
        # The key is named, so that no other one that the service may use is accepted.
        found = await _answer(
            lambda: self.client.decrypt(
                KeyId=wrapped.kek, CiphertextBlob=wrapped.blob, EncryptionContext=context
            )
        )
        plain: bytes = found["Plaintext"]
        return plain

    async def rewrap(self, wrapped: Wrapped, context: Mapping[str, str]) -> Wrapped:
        made = await _answer(
            lambda: self.client.re_encrypt(
                CiphertextBlob=wrapped.blob,
                SourceKeyId=wrapped.kek,
                SourceEncryptionContext=context,
                DestinationKeyId=self.key,
                DestinationEncryptionContext=context,
            )
        )
        return Wrapped(kek=KekId(made["KeyId"]), blob=made["CiphertextBlob"])


async def _answer(send: Callable[[], Awaitable[Any]]) -> Mapping[str, Any]:
    try:
        async with asyncio.timeout(_DEADLINE_SECONDS):
            answer: Mapping[str, Any] = await send()
    except ClientError as fault:
        if fault.response.get("Error", {}).get("Code") in _TAMPERED:
            raise Unopenable("a data key is not as it was wrapped") from fault
        raise KeysUnavailable from fault
    except (BotoCoreError, TimeoutError) as fault:
        raise KeysUnavailable from fault
    return answer
