"""What is S3's own: an address where nobody answers, and secrets that stay secret."""

import socket

import pytest

from blobs.errors import BlobsUnavailable
from blobs.s3 import Bucket, open_blobs

pytestmark = pytest.mark.not_changes_db


def _bucket(endpoint: str) -> Bucket:
    return Bucket(
        name="bucket",
        region="us-east-1",
        endpoint=endpoint,
        access_key_id="key",
        secret_access_key="very-secret",
    )


async def test_nobody_answering_is_told() -> None:
    with socket.socket() as reserved:
        # Bound and not listening: a connection is refused.
        reserved.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{reserved.getsockname()[1]}"

        async with open_blobs(_bucket(address)) as blobs:
            with pytest.raises(BlobsUnavailable):
                await blobs.ready()
            with pytest.raises(BlobsUnavailable):
                await blobs.put("a", b"x")


def test_the_secret_is_not_shown() -> None:
    assert "very-secret" not in repr(_bucket("http://127.0.0.1"))
