"""A small AWS KMS of our own, over HTTP with real cryptography, for runs without an emulator.

It does what the service does for one kind of key: wraps with AES-256-GCM, binds the encryption
context, names the key in what it wraps, and refuses what was changed.  One contract holds for it
and for the emulator of ``engines.kms``; only this one tells what it was asked.
"""

import base64
import json
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from typing_extensions import override

_ARN: Final = "arn:aws:kms:us-east-1:000000000000:key/"


class _Refused(Exception):
    pass


@dataclass(slots=True)
class Kms:
    """``keys`` by name; ``asked`` are the names of the operations, in order."""

    keys: dict[str, bytes] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    url: str = ""

    def answer(self, operation: str, asked: dict[str, Any]) -> dict[str, Any]:
        self.asked.append(operation)
        match operation:
            case "DescribeKey":
                return {"KeyMetadata": {"KeyId": asked["KeyId"], "Arn": self._arn(asked["KeyId"])}}
            case "GenerateDataKey":
                plain = secrets.token_bytes(asked["NumberOfBytes"])
                wrapped = self._wrapped(asked["KeyId"], plain, asked["EncryptionContext"])
                return {**wrapped, "Plaintext": _text(plain)}
            case "Encrypt":
                plain = base64.b64decode(asked["Plaintext"])
                return self._wrapped(asked["KeyId"], plain, asked["EncryptionContext"])
            case "Decrypt":
                plain = self._plain(
                    asked["KeyId"], asked["CiphertextBlob"], asked["EncryptionContext"]
                )
                return {"KeyId": self._arn(asked["KeyId"]), "Plaintext": _text(plain)}
            case "ReEncrypt":
                plain = self._plain(
                    asked["SourceKeyId"], asked["CiphertextBlob"], asked["SourceEncryptionContext"]
                )
                context = asked["DestinationEncryptionContext"]
                return self._wrapped(asked["DestinationKeyId"], plain, context)
            case _:
                raise _Refused("UnknownOperationException")

    def _arn(self, name: str) -> str:
        key = name.removeprefix(_ARN)
        if key not in self.keys:
            raise _Refused("NotFoundException")
        return _ARN + key

    def _wrapped(self, name: str, plain: bytes, context: dict[str, str]) -> dict[str, Any]:
        arn = self._arn(name)
        nonce = secrets.token_bytes(12)
        key = AESGCM(self.keys[arn.removeprefix(_ARN)])
        return {
            "KeyId": arn,
            "CiphertextBlob": _text(nonce + key.encrypt(nonce, plain, _bound(arn, context))),
        }

    def _plain(self, name: str, blob: str, context: dict[str, str]) -> bytes:
        arn = self._arn(name)
        raw = base64.b64decode(blob)
        key = AESGCM(self.keys[arn.removeprefix(_ARN)])
        try:
            return key.decrypt(raw[:12], raw[12:], _bound(arn, context))
        except (InvalidTag, ValueError) as changed:
            raise _Refused("InvalidCiphertextException") from changed


@contextmanager
def running_kms(*keys: str) -> Iterator[Kms]:
    """Give a service with ``keys`` for as long as the block lasts."""
    kms = Kms(keys={name: secrets.token_bytes(32) for name in keys})
    with ThreadingHTTPServer(("127.0.0.1", 0), _handler(kms)) as server:
        kms.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield kms
        finally:
            server.shutdown()
            thread.join()


def _handler(kms: Kms) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            operation = self.headers["X-Amz-Target"].removeprefix("TrentService.")
            try:
                self._answer(200, kms.answer(operation, asked))
            except _Refused as refusal:
                self._answer(400, {"__type": str(refusal)})

        @override
        def log_message(self, *_: object) -> None:
            pass

        def _answer(self, status: int, body: dict[str, Any]) -> None:
            raw = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/x-amz-json-1.1")
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

    return Handler


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _bound(arn: str, context: dict[str, str]) -> bytes:
    return json.dumps([arn, context], sort_keys=True).encode()
